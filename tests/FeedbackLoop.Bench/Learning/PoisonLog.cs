using FeedbackLoop.Learning.Clicks;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Learning.Metrics;
using FeedbackLoop.Learning.Propensity;
using FeedbackLoop.Learning.Trust;

namespace FeedbackLoop.Bench.Learning;

/// <summary>A log of honest sessions to which attacks are added. Honest people differ in how far down they look, and one in ten has another taste.</summary>
internal sealed class PoisonLog
{
    /// <summary>Sessions per honest person, in the mean.</summary>
    private const int PerPerson = 4;
    private readonly ClickWorld world;
    private readonly int[][] rankings;
    private readonly List<(int Person, int Query, int Clicks)> sessions = [];

    private PoisonLog(ClickWorld world, int[][] rankings, PositionBiasModel bias, int people)
    {
        (this.world, this.rankings, Bias, HonestPeople, People) = (world, rankings, bias, people, people);
    }

    private PoisonLog(PoisonLog honest)
        : this(honest.world, honest.rankings, honest.Bias, honest.HonestPeople)
    {
        sessions.AddRange(honest.sessions);
    }

    /// <summary>True mean propensities of the honest people.</summary>
    public PositionBiasModel Bias { get; }

    /// <summary>People 0 to this are honest; one in ten of them, from 0 on, is of the minority.</summary>
    public int HonestPeople { get; }

    /// <summary>People, attackers included.</summary>
    public int People { get; private set; }

    /// <summary>People of the minority.</summary>
    public int Minority => HonestPeople / 10;

    /// <summary>What the minority makes of a grade: it prefers what the majority finds fair to what it finds perfect.</summary>
    public static float MinorityTaste(float grade) => grade switch { 0 => 0, 1 => 4, 2 => 3, 3 => 1, _ => 0 };

    /// <param name="world">Documents and click model.</param>
    /// <param name="count">Honest sessions.</param>
    /// <param name="depth">Standard deviation of the logarithm of each person's severity of position bias.</param>
    /// <param name="minority">Whether one person in ten has another taste.</param>
    /// <param name="seed">Randomness.</param>
    public static PoisonLog Honest(ClickWorld world, int count, double depth, bool minority, int seed)
    {
        var random = new Random(seed);
        RankingRows rows = world.Rows;
        // The logging ranker is a weak one: relevance through noise.
        float[] scores = [.. rows.Labels.Select(l => (float)(l + (4 * random.NextDouble())))];
        int[][] rankings = [.. Enumerable.Range(0, rows.GroupSizes.Length).Select(q =>
        {
            int[] order = new int[rows.GroupSizes[q]];
            RankingMetrics.Rank(scores.AsSpan(world.Starts[q], order.Length), order);
            return order.Take(ClickWorld.Positions).Select(i => world.Starts[q] + i).ToArray();
        })];
        int people = Math.Max(10, count / PerPerson);
        double[] eta = [.. Enumerable.Range(0, people).Select(_ => Math.Exp(depth * Gauss(random)))];
        double[] examined = [.. Enumerable.Range(1, ClickWorld.Positions).Select(k => eta.Average(e => Math.Pow(world.Examined(k), e)))];
        var log = new PoisonLog(world, rankings, new PositionBiasModel { Propensities = [.. examined.Select(e => e / examined[0])] }, people);
        for (int s = 0; s < count; s++)
        {
            int person = random.Next(people), query = random.Next(rankings.Length);
            log.sessions.Add((person, query, log.HonestClicks(query, eta[person], minority && person < log.Minority, random)));
        }
        return log;
    }

    /// <summary>The same honest sessions, and attacks on top that make up a share of all.</summary>
    public PoisonLog Attacked(PoisonAttack attack, double share, int seed)
    {
        var log = new PoisonLog(this);
        var random = new Random(seed);
        int count = (int)(sessions.Count * share / (1 - share));
        int accounts = attack switch { PoisonAttack.Random or PoisonAttack.Targeted => 20, PoisonAttack.Fresh => count, _ => Math.Max(1, count / PerPerson) };
        bool[] used = new bool[accounts];
        for (int s = 0; s < count; s++)
        {
            int query = random.Next(rankings.Length), account = attack == PoisonAttack.Fresh ? s : random.Next(accounts);
            int[] list = rankings[query];
            int target = 1 << Enumerable.Range(0, list.Length).MinBy(k => (world.Rows.Labels[list[k]], -k));
            int clicks = attack switch
            {
                PoisonAttack.Random => random.Next(1 << list.Length),
                PoisonAttack.Informed => HonestClicks(query, 1, false, random) | (used[account] ? 0 : target),
                _ => target,
            };
            used[account] = true;
            log.sessions.Add((HonestPeople + account, query, clicks));
        }
        log.People = HonestPeople + accounts;
        return log;
    }

    /// <summary>Everything shown, as the trust test takes it.</summary>
    public PersonImpression[] Impressions()
    {
        double[] propensities = [.. Enumerable.Range(1, ClickWorld.Positions).Select(Bias.Propensity)];
        return [.. sessions.SelectMany(s =>
        {
            bool[] clicked = [.. rankings[s.Query].Select((_, k) => (s.Clicks >> k & 1) == 1)];
            int deepest = PersonImpression.Deepest(clicked, propensities);
            return rankings[s.Query].Select((row, k) => new PersonImpression(s.Person, row, propensities[k], k == deepest));
        })];
    }

    /// <summary>Clicks counted; of trusted people only, when given, each person's sessions on one query together as one vote.</summary>
    public ClickTable Count(bool[]? trusted)
    {
        var votes = new Dictionary<(int, int), int>();
        if (trusted is not null)
        {
            foreach ((int person, int query, _) in sessions)
            {
                votes[(person, query)] = votes.GetValueOrDefault((person, query)) + 1;
            }
        }
        var table = new ClickTable(world.Rows.RowCount, ClickWorld.Positions);
        foreach ((int person, int query, int clicks) in sessions)
        {
            double weight = trusted is null ? 1 : trusted[person] ? 1.0 / votes[(person, query)] : 0;
            for (int k = 0; k < rankings[query].Length && weight > 0; k++)
            {
                table.Add(rankings[query][k], k + 1, (clicks >> k & 1) == 1, weight);
            }
        }
        return table;
    }

    private int HonestClicks(int query, double eta, bool minority, Random random)
    {
        int clicks = 0;
        int[] list = rankings[query];
        for (int k = 0; k < list.Length; k++)
        {
            double grade = minority ? MinorityTaste(world.Rows.Labels[list[k]]) : world.Rows.Labels[list[k]];
            double attraction = world.Noise + ((1 - world.Noise) * (Math.Pow(2, grade) - 1) / 15);
            clicks |= random.NextDouble() < Math.Pow(world.Examined(k + 1), eta) * attraction ? 1 << k : 0;
        }
        return clicks;
    }

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
