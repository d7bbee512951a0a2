using System.Runtime.InteropServices;
using FeedbackLoop.AppHost.Embedded.Testing;

namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>What happens between <c>dotnet run</c> and its end, when a person and not a test has started the AppHost.</summary>
internal static class EntryPoint
{
    /// <summary>Turns an expected failure into one sentence and an exit code.</summary>
    public static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (HelpRequestedException) when (EntryPointSession.Current is null)
        {
            Console.WriteLine(CommandLine.Help);
            Environment.Exit(0);
            throw;
        }
        catch (DistributedApplicationException failure) when (EntryPointSession.Current is null)
        {
            Console.Error.WriteLine(failure.Message);
            Environment.Exit(1);
            throw;
        }
    }

    public static async Task RunAsync(DistributedApplication application, Orchestrator orchestrator, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
        var registrations = signals.Select(signal => PosixSignalRegistration.Create(signal, OnSignal)).ToArray();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var announced = false;
        try
        {
            await application.StartAsync(stop.Token);
            await orchestrator.WaitUntilHealthyAsync(stop.Token);
            AddressFile.Write(application);
            announced = true;
            StartReport.Write(application, orchestrator, clock.Elapsed);
            await Task.Delay(Timeout.Infinite, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            orchestrator.Terminal.WriteLine("Stopping.");
        }
        catch (DistributedApplicationException failure)
        {
            await application.StopAsync(CancellationToken.None);
            await Console.Error.WriteLineAsync(failure.Message);
            Environment.ExitCode = 1;
        }
        finally
        {
            if (announced)
            {
                // Not otherwise: it would be the file of the copy that runs already.
                AddressFile.Delete(application);
            }
            await application.DisposeAsync();
            foreach (var registration in registrations)
            {
                registration.Dispose();
            }
        }

        void OnSignal(PosixSignalContext context)
        {
            // The second Ctrl+C ends us at once, and the guard then ends the others.
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }
}
