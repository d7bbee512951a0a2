using System.Runtime.InteropServices;
using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Contracts.Search;

namespace FeedbackLoop.SearchApi.Tests;

public class ServedTests(SharedShop shop)
{
    [Fact]
    public async Task What_was_answered_is_what_is_remembered()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/search?q=Navvy+Blue+SHIRT&take=8&anonymousId=ada&cohort=Phone");
        request.Headers.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        var response = await shop.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = (await System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync<SearchResponse>(response.Content, TestContext.Current.CancellationToken))!;
        var served = await shop.ServedAsync(answer.SearchId);

        Assert.Equal(answer.Results.Select(r => r.ItemId), served.ItemIds);
        Assert.Equal(answer.Results.Select(r => r.Score), served.Scores);
        Assert.Equal(answer.SearchId, served.SearchId);
        Assert.Equal("ada", served.PersonId);
        Assert.Equal("phone", served.Cohort);
        Assert.Equal("Navvy Blue SHIRT", served.Query);
        Assert.Equal("navy blue shirt", served.QueryKey);
        Assert.Equal((answer.Ranker.Version, answer.Ranker.Arm), (served.RankerVersion, served.Arm));
        Assert.Equal(TestShop.Embedder.Version, served.EmbedderVersion);
        Assert.Null(served.ExperimentId);
        Assert.Null(served.Swapped);
        Assert.Null(served.Teams);
        Assert.Equal(RankingFeatures.Version, served.FeatureVersion);

        Assert.Equal(8, served.Propensities.Length);
        Assert.Equal(1f, served.Propensities[0]);
        Assert.Equal((float)Math.Pow(8, -0.7), served.Propensities[7], 1e-5f);

        var features = MemoryMarshal.Cast<byte, float>(served.Features);
        Assert.Equal(8 * RankingFeatures.Count, features.Length);
        for (var i = 0; i < 8; i++)
        {
            var own = features.Slice(i * RankingFeatures.Count, RankingFeatures.Count);
            Assert.Equal(served.Scores[i], own[RankingFeatures.FusedScore]); // the baseline's score
            Assert.Equal(MathF.Log(1 + (float)answer.Results[i].Price!.Value), own[RankingFeatures.PriceLog], 1e-5f);
            Assert.Equal(3, own[RankingFeatures.QueryTermCount]);
            Assert.Equal((1f, 0f, 0f), (own[RankingFeatures.IsText], own[RankingFeatures.IsImage], own[RankingFeatures.IsVoice]));
            Assert.InRange(own[RankingFeatures.TextCosine], -1.001f, 1.001f);
        }

        await using var logged = shop.Database.DataSource.CreateCommand("select traceparent, person_id, name from event_log where search_id = $1");
        logged.Parameters.Add(new() { Value = answer.SearchId });
        await using var reader = await logged.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-", reader.GetString(0), StringComparison.Ordinal);
        Assert.Equal(("ada", "Search Served"), (reader.GetString(1), reader.GetString(2)));
    }

    [Fact]
    public async Task The_person_may_come_by_header()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/search?q=hat");
        request.Headers.Add("X-Anonymous-Id", "grace");
        var response = await shop.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = (await System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync<SearchResponse>(response.Content, TestContext.Current.CancellationToken))!;

        Assert.Equal("grace", (await shop.ServedAsync(answer.SearchId)).PersonId);
    }

    [Fact]
    public async Task Equal_queries_share_their_key()
    {
        var keys = new HashSet<string>();
        foreach (var query in new[] { "red+hat", "RED++hat!", "redd+hat" })
        {
            keys.Add((await shop.ServedAsync((await shop.SearchAsync("q=" + query)).SearchId)).QueryKey);
        }

        Assert.Equal("red hat", Assert.Single(keys));
    }
}
