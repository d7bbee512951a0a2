using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Learning.Experiments;
using FeedbackLoop.Learning.Interleaving;
using FeedbackLoop.Learning.Statistics;

namespace FeedbackLoop.Retraining.Experiments;

/// <summary>What a look at an experiment says. Pure; all intervals are anytime-valid, so every look is allowed to end it.</summary>
public sealed class ExperimentJudge(ExperimentOptions options)
{
    public const string Pogo = "pogo rate", Abandonment = "abandonment rate", ZeroResults = "zero-result rate", Latency = "seconds per answer";
    private readonly ConfidenceSequence _sequence = new(options.Alpha, options.TightestAt, options.LeastPeoplePerArm);

    /// <summary>A/B test or ramp: satisfaction per search, by person.</summary>
    /// <param name="preferred">Whether people clearly preferred the challenger while it was interleaved.</param>
    public Judgement JudgeArms(
        string stage, double share, TimeSpan age, ArmPeople champion, ArmPeople challenger, DateTimeOffset at, bool preferred = false)
    {
        var (control, treatment) = (champion.SatisfactionPerSearch(), challenger.SatisfactionPerSearch());
        var difference = _sequence.RatioDifference(control, treatment);
        var guardrails = new Dictionary<string, Interval>
        {
            [Pogo] = _sequence.RatioDifference(champion.PogoPerClick(), challenger.PogoPerClick()),
            [Abandonment] = _sequence.RatioDifference(champion.AbandonedPerAnswered(), challenger.AbandonedPerAnswered()),
            [ZeroResults] = _sequence.RatioDifference(champion.ZeroResultsPerSearch(), challenger.ZeroResultsPerSearch()),
            [Latency] = _sequence.RatioDifference(champion.SecondsPerSearch(), challenger.SecondsPerSearch()),
        };
        var rule = new StoppingRule
        {
            MismatchAlpha = options.MismatchAlpha,
            LeastUnits = options.Ab.LeastPeople,
            MostUnits = stage == ExperimentStage.Ab ? options.Ab.MostPeople : 0,
            SmallestEffect = stage == ExperimentStage.Ab ? options.Ab.SmallestEffect : 0,
            Guardrails =
            [
                new(Pogo, false, options.Guardrails.PogoRate),
                new(Abandonment, false, options.Guardrails.AbandonmentRate),
                new(ZeroResults, false, options.Guardrails.ZeroResultRate),
                .. LatencyRail(champion.SecondsPerSearch()),
            ],
        };
        long[] people = [champion.People, challenger.People];
        double[] shares = [1 - share, share];
        var decision = rule.Decide(difference, people, shares, guardrails);
        var (verdict, reason) = (decision.Verdict, decision.Reason);
        if (stage == ExperimentStage.Ramp)
        {
            // The winner has been found; the ramp only watches for harm, and goes on when each step has had its time and people.
            var stepped = age >= options.Ramp.StepTime && people.Sum() >= options.Ramp.StepPeople;
            (verdict, reason) = verdict is ExperimentVerdict.RollBack or ExperimentVerdict.Invalid ? (verdict, reason)
                : stepped ? (ExperimentVerdict.Promote, FormattableString.Invariant(
                    $"No harm at a share of {100 * share:0} %: satisfaction {Finite(difference.Estimate):+0.000;-0.000} among {people.Sum()} people."))
                : (ExperimentVerdict.Continue, reason);
        }
        else if (preferred && verdict is (ExperimentVerdict.Continue or ExperimentVerdict.KeepControl)
            && options.Ab.NonInferiorityMargin is { } margin && difference.Low > -margin && people.Sum() >= options.Ab.LeastPeople)
        {
            (verdict, reason) = (ExperimentVerdict.Promote,
                FormattableString.Invariant($"People preferred it while interleaved, and a loss of more than {margin:0.###} is excluded: {reason}"));
        }

        if (verdict == ExperimentVerdict.Promote && stage == ExperimentStage.Ab && age < options.Ab.LeastTime)
        {
            verdict = ExperimentVerdict.Continue;
        }
        else if (verdict == ExperimentVerdict.Continue && stage == ExperimentStage.Ab && age >= options.Ab.MostTime)
        {
            (verdict, reason) = (ExperimentVerdict.KeepControl, $"No difference in {options.Ab.MostTime}: {reason}");
        }

        return new Judgement(verdict, reason, new ExperimentLook
        {
            At = at,
            Stage = stage,
            Share = share,
            ChampionSearches = champion.Searches,
            ChallengerSearches = challenger.Searches,
            ChampionPeople = champion.People,
            ChallengerPeople = challenger.People,
            ChampionMean = Finite(ConfidenceSequence.RatioOf(control)),
            ChallengerMean = Finite(ConfidenceSequence.RatioOf(treatment)),
            Difference = Finite(difference.Estimate),
            Lower = Bounded(difference.Low),
            Upper = Bounded(difference.High),
            SrmP = SampleRatioMismatch.PValue(people, shares),
            Guardrails = [.. rule.Guardrails.Select(rail => Reading(rail, guardrails[rail.Metric]))],
            Decision = Name(verdict),
            Reason = reason,
        });
    }

    /// <summary>Interleaving: each person prefers the challenger (up to 1), the champion (down to -1) or neither; the metric is the mean.</summary>
    public Judgement JudgeInterleaving(double share, TimeSpan age, InterleavingTally tally, long searches, DateTimeOffset at)
    {
        var interval = tally.Preference(_sequence);
        var mean = Finite(interval.Estimate);
        var over = tally.People >= options.Interleaving.MostPeople || age >= options.Interleaving.MostTime;
        var numbers = FormattableString.Invariant(
            $"mean preference {mean:+0.000;-0.000} ({Bounded(interval.Low):+0.000;-0.000} to {Bounded(interval.High):+0.000;-0.000}) of {tally.People} people");
        var (verdict, reason) =
            interval.IsBelowZero ? (ExperimentVerdict.RollBack, $"People prefer the champion: {numbers}.")
            : interval.IsAboveZero && tally.People >= options.Interleaving.LeastPeople ? (ExperimentVerdict.Promote, $"People prefer the challenger: {numbers}.")
            : !over ? (ExperimentVerdict.Continue, $"Not decided: {numbers}.")
            : options.Interleaving.RequirePreference ? (ExperimentVerdict.KeepControl, $"No clear preference: {numbers}.")
            : mean > 0 ? (ExperimentVerdict.Promote, $"Not decided, but the challenger is ahead, so the A/B test decides: {numbers}.")
            : (ExperimentVerdict.KeepControl, $"The challenger is not ahead: {numbers}.");
        return new Judgement(verdict, reason, new ExperimentLook
        {
            At = at,
            Stage = ExperimentStage.Interleaving,
            Share = share,
            ChampionSearches = searches,
            ChallengerSearches = searches,
            ChampionPeople = tally.People,
            ChallengerPeople = tally.People,
            ChampionMean = tally.People == 0 ? 0 : (double)tally.Losses / tally.People,
            ChallengerMean = tally.People == 0 ? 0 : (double)tally.Wins / tally.People,
            Difference = mean,
            Lower = Bounded(interval.Low),
            Upper = Bounded(interval.High),
            Guardrails = [],
            Decision = Name(verdict),
            Reason = reason,
        });
    }

    /// <summary>A ratio of the champion's own mean, because machines and catalogues differ.</summary>
    private IEnumerable<Guardrail> LatencyRail(PairMoments champion)
    {
        if (options.Guardrails.LatencyRatio > 0 && ConfidenceSequence.RatioOf(champion) is var mean && double.IsFinite(mean))
        {
            yield return new(Latency, false, Math.Max(options.Guardrails.LatencySlack.TotalSeconds, (options.Guardrails.LatencyRatio - 1) * mean));
        }
    }

    private static GuardrailReading Reading(Guardrail rail, Interval harm) => new()
    {
        Metric = rail.Metric,
        Difference = Finite(harm.Estimate),
        Lower = Bounded(harm.Low),
        Upper = Bounded(harm.High),
        MaxHarm = rail.MaxHarm,
        Breached = rail.IsBreached(harm),
    };

    private static string Name(ExperimentVerdict verdict) => verdict switch
    {
        ExperimentVerdict.Continue => "continue",
        ExperimentVerdict.Promote => "promote",
        ExperimentVerdict.RollBack => "roll-back",
        _ => "stop",
    };

    /// <summary>All metrics are within [0, 1] (seconds, too, by their bound), so a difference that nothing is known of lies between -1 and 1.</summary>
    private static double Bounded(double value) => Math.Clamp(value, -1, 1);

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;
}
