using FeedbackLoop.Learning.Trust;

namespace FeedbackLoop.Learning.Tests;

public sealed class ClickTrustTests
{
    private const int Queries = 40, Places = 10;
    private static readonly double[] Propensities = [1, .9, .7, .5, .4, .3, .2, .15, .12, .1];

    [Fact]
    public void The_bound_is_chernoffs()
    {
        Assert.Equal(Math.Log(0.01), ClickTail.LogBound([0.01], [10], 10), 4);
        // Five of ten at 0.1 each: exp(-10 KL(0.5, 0.1)), above the true tail of 0.00163.
        double divergence = (0.5 * Math.Log(0.5 / 0.1)) + (0.5 * Math.Log(0.5 / 0.9));
        double bound = ClickTail.LogBound([.. Enumerable.Repeat(0.1, 10)], [.. Enumerable.Repeat(3.0, 10)], 15);
        Assert.Equal(-10 * divergence, bound, 4);
        Assert.True(bound > Math.Log(0.00163));
        Assert.Equal(0, ClickTail.LogBound([0.5, 0.5], [1, 2], 1));
    }

    [Fact]
    public void Suspicion_leaves_people_alone_and_finds_a_forger_whatever_they_did_before()
    {
        var random = new Random(1);
        float[] places = [.. Propensities.Select(p => (float)p)];
        int alarms = 0;
        const int Searches = 200_000;
        double[] state = new double[ForgerySuspicion.Length];
        for (int s = 0; s < Searches; s++)
        {
            // The worst honest case: likes half of everything.
            ForgerySuspicion.Shown(state, places);
            float? least = null;
            foreach (float p in places)
            {
                if (random.NextDouble() < 0.5 * p)
                {
                    ForgerySuspicion.Clicked(state, p, least);
                    least = p;
                }
            }
            if (ForgerySuspicion.Evidence(state) >= 1000)
            {
                alarms++;
                Array.Clear(state);
            }
        }
        Assert.InRange(alarms, 0, Searches / 1000);
        // One who opens the whole list once has looked at all of it, and is no forger.
        Array.Clear(state);
        ForgerySuspicion.Shown(state, places);
        for (int i = 0; i < places.Length; i++)
        {
            ForgerySuspicion.Clicked(state, places[i], i == 0 ? null : places[i - 1]);
        }
        Assert.True(ForgerySuspicion.Evidence(state) < 20);
        int found = 0;
        while (ForgerySuspicion.Evidence(state) < 1000)
        {
            found++;
            Assert.True(found < 60);
            ForgerySuspicion.Shown(state, places);
            ForgerySuspicion.Clicked(state, places[^1], null);
        }
    }

    [Fact]
    public void A_group_that_clicks_what_nobody_can_see_is_found_and_a_minority_with_its_own_taste_is_not()
    {
        (List<PersonImpression> log, int people) = Honest(2000, new Random(2));
        ClickTrustReport clean = ClickTrust.Judge([.. log], people, Queries * Places);
        Assert.InRange(clean.Alone + clean.Together, 0, 8);

        var random = new Random(3);
        for (int fake = 0; fake < 200; fake++)
        {
            for (int s = 0; s < 4; s++)
            {
                Show(log, people + fake, random.Next(Queries), place => place == Places - 1);
            }
        }
        ClickTrustReport report = ClickTrust.Judge([.. log], people + 200, Queries * Places);
        Assert.True(report.Trusted.Skip(people).Count(t => t) <= 10);
        Assert.True(report.Trusted.Take(people).Count(t => !t) <= 8);
        Assert.True(report.Trusted.Take(people / 10).Count(t => !t) <= 4); // the minority
        Assert.InRange(report.ClicksLeftOut, 760, 830);

        // The order in which the log is read changes nothing.
        PersonImpression[] shuffled = [.. log];
        random.Shuffle(shuffled);
        Assert.Equal(report.Trusted, ClickTrust.Judge(shuffled, people + 200, Queries * Places).Trusted);
    }

    [Fact]
    public void One_who_forges_alone_is_found_by_how_unlikely_it_is()
    {
        (List<PersonImpression> log, int people) = Honest(500, new Random(5));
        for (int s = 0; s < 30; s++)
        {
            Show(log, people, s, place => place >= 5 && (s + place) % 2 == 0);
        }
        ClickTrustReport report = ClickTrust.Judge([.. log], people + 1, Queries * Places);
        Assert.False(report.Trusted[people]);
        Assert.Equal(0, report.Together);
    }

    /// <summary>Four sessions each; the first tenth likes what the others do not.</summary>
    private static (List<PersonImpression> Log, int People) Honest(int people, Random random)
    {
        var log = new List<PersonImpression>();
        for (int s = 0; s < 4 * people; s++)
        {
            int person = s % people, query = random.Next(Queries);
            Show(log, person, query, place => random.NextDouble() < Propensities[place] * (((query + place) % 4 == 0) == (person >= people / 10) ? 0.8 : 0.1));
        }
        return (log, people);
    }

    private static void Show(List<PersonImpression> log, int person, int query, Func<int, bool> click)
    {
        int deepest = PersonImpression.Deepest([.. Enumerable.Range(0, Places).Select(click)], Propensities);
        for (int place = 0; place < Places; place++)
        {
            log.Add(new PersonImpression(person, (query * Places) + place, Propensities[place], place == deepest));
        }
    }
}
