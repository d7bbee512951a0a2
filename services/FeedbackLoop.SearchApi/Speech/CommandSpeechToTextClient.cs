using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace FeedbackLoop.SearchApi.Speech;

/// <summary>Speech to text by any command line: it gets a WAV file and prints what it hears.</summary>
/// <param name="command">Program and arguments; {name} is replaced by <see cref="SpeechToTextOptions.AdditionalProperties"/> of that name, and {wav} by the file.</param>
/// <param name="timeLimit">After this the command is killed.</param>
public sealed class CommandSpeechToTextClient(IReadOnlyList<string> command, TimeSpan timeLimit, ILogger logger) : ISpeechToTextClient
{
    private const int MaxOutput = 10_000;

    /// <summary>Splits a command line at spaces; what stands in double quotes stays together.</summary>
    public static IReadOnlyList<string> Split(string commandLine)
    {
        var parts = new List<string>();
        var quoted = commandLine.Split('"');
        for (var i = 0; i < quoted.Length; i++)
        {
            parts.AddRange(i % 2 == 1 ? [quoted[i]] : quoted[i].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        return parts;
    }

    /// <param name="audioSpeechStream">16 kHz mono 16-bit PCM with a WAV header.</param>
    /// <exception cref="TimeoutException">The command took too long and was killed.</exception>
    /// <exception cref="IOException">The command could not be started or failed.</exception>
    public async Task<SpeechToTextResponse> GetTextAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audioSpeechStream);
        var wav = Path.Combine(Path.GetTempPath(), $"feedbackloop-{Guid.NewGuid():N}.wav");
        try
        {
            await using (var file = new FileStream(wav, FileMode.CreateNew, FileAccess.Write))
            {
                await audioSpeechStream.CopyToAsync(file, cancellationToken);
            }

            return new(await RunAsync(wav, options, cancellationToken));
        }
        finally
        {
            File.Delete(wav);
        }
    }

    public async IAsyncEnumerable<SpeechToTextResponseUpdate> GetStreamingTextAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetTextAsync(audioSpeechStream, options, cancellationToken)).ToSpeechToTextResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType?.IsInstanceOfType(this) == true ? this : null;

    public void Dispose()
    {
    }

    private async Task<string> RunAsync(string wav, SpeechToTextOptions? options, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in command.Skip(1))
        {
            var filled = argument.Replace("{wav}", wav, StringComparison.Ordinal);
            foreach (var (name, value) in options?.AdditionalProperties ?? [])
            {
                filled = filled.Replace($"{{{name}}}", value?.ToString(), StringComparison.Ordinal);
            }

            start.ArgumentList.Add(filled);
        }

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new IOException($"The speech recogniser {command[0]} cannot be started.", exception);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeLimit);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            var text = await output;
            if (process.ExitCode == 0)
            {
                return string.Join(' ', text[..Math.Min(text.Length, MaxOutput)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            }

            var said = await errors;
            logger.LogError("{Command} failed with {ExitCode}: {Errors}", command[0], process.ExitCode, said[^Math.Min(said.Length, 2000)..]);
            throw new IOException("The speech recogniser failed.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The speech recogniser took longer than {timeLimit.TotalSeconds:0.#} seconds.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
