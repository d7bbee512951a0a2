using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Retrieval.Images;

namespace FeedbackLoop.SearchApi.Tests;

public class PictureSearchTests(SharedShop shop)
{
    private static readonly GdImageDecoder Decoder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_picture_finds_its_like()
    {
        // Drawn a little lower than any of the catalogue's.
        var answer = await SendAsync(Picture(2, 1), null);
        var served = await shop.ServedAsync(answer.SearchId);

        Assert.Equal(Modality.Image, answer.Modality);
        Assert.Null(answer.Query);
        Assert.Equal(2, answer.Results.Take(2).Count(r => r.ItemId.StartsWith("handbags-1", StringComparison.Ordinal)));
        Assert.StartsWith("image:", served.QueryKey, StringComparison.Ordinal);
        Assert.Equal(served.QueryKey, (await shop.ServedAsync((await SendAsync(Picture(2, 1), null)).SearchId)).QueryKey);
    }

    [Fact]
    public async Task Words_beside_a_picture_count()
    {
        var answer = await SendAsync(Picture(2, 1), "green");
        var json = await shop.Client.PostAsJsonAsync("/api/search", new SearchRequest { Text = "green", Image = Convert.ToBase64String(Picture(2, 1)), Take = 10 }, Cancel);
        var same = (await json.Content.ReadFromJsonAsync<SearchResponse>(Cancel))!;

        Assert.Equal(Modality.Mixed, answer.Modality);
        Assert.Contains(answer.Results.Take(4), r => r.ItemId.StartsWith("handbags-2", StringComparison.Ordinal));
        Assert.Equal(answer.Results.Select(r => r.ItemId), same.Results.Select(r => r.ItemId));
    }

    [Fact]
    public async Task Filters_hold_for_pictures()
    {
        var answer = await SendAsync(Picture(2, 1), null, ("type", "Hats"), ("maxPrice", "62"));

        Assert.Equal(5, answer.Results.Count); // 60, 60.5, 61, 61.5, 62
        Assert.All(answer.Results, r => Assert.StartsWith("hats", r.ItemId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_form_leaves_out_may_stand_in_the_query_string()
    {
        using var bare = new MultipartFormDataContent { { new ByteArrayContent(Picture(2, 1)), "image", "photo.jpg" } };
        var answer = await shop.Client.PostAsync("/api/search/image?take=3&type=Hats", bare, Cancel);
        var found = (await answer.Content.ReadFromJsonAsync<SearchResponse>(Cancel))!;
        Assert.Equal(3, found.Results.Count);
        Assert.All(found.Results, r => Assert.StartsWith("hats", r.ItemId, StringComparison.Ordinal));

        using var both = Form(Picture(2, 1), null);
        answer = await shop.Client.PostAsync("/api/search/image?take=3", both, Cancel);
        Assert.Equal(10, (await answer.Content.ReadFromJsonAsync<SearchResponse>(Cancel))!.Results.Count);
    }

    [Theory]
    [InlineData("GIF89a;;;;;;;;;;;;;;;;")]
    [InlineData("not a picture at all")]
    [InlineData("\xff\xd8\xff\xe0broken")]
    public async Task What_is_no_picture_is_told_so(string content)
    {
        using var form = Form(System.Text.Encoding.Latin1.GetBytes(content), null);
        var answer = await shop.Client.PostAsync("/api/search/image", form, Cancel);
        var problem = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("\"image\"", problem, StringComparison.Ordinal);
    }

    private static byte[] Picture(int type, int colour) => Decoder.EncodeJpeg(TestPictures.Draw(type, TestShop.Colours[colour].Paint, 3), 90);

    private async Task<SearchResponse> SendAsync(byte[] picture, string? text, params (string Name, string Value)[] fields)
    {
        using var form = Form(picture, text, fields);
        var answer = await shop.Client.PostAsync("/api/search/image", form, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        return (await answer.Content.ReadFromJsonAsync<SearchResponse>(Cancel))!;
    }

    private static MultipartFormDataContent Form(byte[] picture, string? text, params (string Name, string Value)[] fields)
    {
        var file = new ByteArrayContent(picture);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        var form = new MultipartFormDataContent { { file, "image", "photo.jpg" }, { new StringContent("10"), "take" } };
        if (text is not null)
        {
            form.Add(new StringContent(text), "text");
        }

        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        return form;
    }
}
