using System.Diagnostics;

namespace FeedbackLoop.Web.Tests.Browser;

internal static class Eventually
{
    /// <summary>Asks until the answer pleases; fails with <paramref name="what"/> after a minute.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> pleases, string what)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            var answer = await ask();
            if (pleases(answer)) return answer;
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{what} within a minute; last seen: {answer}");
        }
    }
}
