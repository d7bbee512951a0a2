namespace FeedbackLoop.Learning.Counterfactual;

/// <summary>What a policy would have earned, from the log of another.</summary>
public static class OffPolicyEvaluation
{
    /// <summary>Inverse propensity scoring (Horvitz and Thompson 1952): unbiased, high variance.</summary>
    public static OffPolicyEstimate Ips(ReadOnlySpan<LoggedAction> log)
    {
        double[] terms = new double[log.Length];
        for (int i = 0; i < log.Length; i++)
        {
            terms[i] = Weight(log[i]) * log[i].Reward;
        }
        return Mean(terms);
    }

    /// <summary>Self-normalised IPS (Swaminathan and Joachims, NeurIPS 2015): a little bias for much less variance; standard error by the delta method.</summary>
    public static OffPolicyEstimate Snips(ReadOnlySpan<LoggedAction> log)
    {
        double weights = 0, weighted = 0;
        foreach (LoggedAction action in log)
        {
            weights += Weight(action);
            weighted += Weight(action) * action.Reward;
        }
        if (weights == 0)
        {
            return new(double.NaN, double.PositiveInfinity);
        }
        double value = weighted / weights, squares = 0;
        foreach (LoggedAction action in log)
        {
            double residual = Weight(action) * (action.Reward - value);
            squares += residual * residual;
        }
        return new(value, Math.Sqrt(squares) / weights);
    }

    /// <summary>Direct method: the reward model alone.</summary>
    public static OffPolicyEstimate Direct(ReadOnlySpan<LoggedAction> log)
    {
        double[] terms = new double[log.Length];
        for (int i = 0; i < log.Length; i++)
        {
            terms[i] = log[i].PredictedTargetValue;
        }
        return Mean(terms);
    }

    /// <summary>Doubly robust (Dudík, Langford and Li, ICML 2011): right when either the propensities or the reward model are.</summary>
    public static OffPolicyEstimate DoublyRobust(ReadOnlySpan<LoggedAction> log) => Shrunk(log, double.PositiveInfinity);

    /// <summary>Doubly robust with optimistic shrinkage (Su, Dimakopoulou, Krishnamurthy and Dudík, ICML 2020): weights become λw/(w² + λ), the λ being the
    /// one with the least estimated mean squared error among a grid: variance plus the squared bound of the bias.</summary>
    public static (OffPolicyEstimate Estimate, double Lambda) DoublyRobustShrunk(ReadOnlySpan<LoggedAction> log)
    {
        double bestError = double.PositiveInfinity, bestLambda = double.PositiveInfinity;
        OffPolicyEstimate best = default;
        foreach (double lambda in (ReadOnlySpan<double>)[0.1, 1, 3, 10, 30, 100, 300, 1e3, 1e4, 1e5, double.PositiveInfinity])
        {
            OffPolicyEstimate estimate = Shrunk(log, lambda);
            // Bernstein's bound at 5 %: without the allowance for its own noise the bias of heavy shrinkage looks smaller than it is.
            double sum = 0, squares = 0, most = 0, confidence = Math.Log(2 / 0.05);
            foreach (LoggedAction action in log)
            {
                double w = Weight(action), term = (w - Shrink(w, lambda)) * (action.Reward - action.PredictedReward);
                sum += term;
                squares += term * term;
                most = Math.Max(most, Math.Abs(term));
            }
            double mean = sum / log.Length, variance = Math.Max(0, (squares / log.Length) - (mean * mean));
            double bias = Math.Abs(mean) + Math.Sqrt(2 * variance * confidence / log.Length) + (2 * most * confidence / (3 * log.Length));
            double error = (estimate.StandardError * estimate.StandardError) + (bias * bias);
            if (error < bestError)
            {
                (bestError, best, bestLambda) = (error, estimate, lambda);
            }
        }
        return (best, bestLambda);
    }

    /// <summary>Diagnostics of the importance weights.</summary>
    /// <param name="log">The log.</param>
    /// <param name="shareWithoutSupport">Share of the new policy's choices with logged propensity 0.</param>
    public static SupportDiagnostics Diagnose(ReadOnlySpan<LoggedAction> log, double shareWithoutSupport = 0)
    {
        double sum = 0, squares = 0, most = 0;
        foreach (LoggedAction action in log)
        {
            double w = Weight(action);
            sum += w;
            squares += w * w;
            most = Math.Max(most, w);
        }
        return new(log.Length, squares > 0 ? sum * sum / squares : 0, sum > 0 ? most / sum : 1, log.Length > 0 ? sum / log.Length : 0, shareWithoutSupport);
    }

    private static double Weight(LoggedAction action) => action.LoggedPropensity > 0
        ? action.TargetPropensity / action.LoggedPropensity
        : throw new ArgumentException("A logged action has propensity 0, so it cannot have been logged.");

    private static double Shrink(double w, double lambda) => double.IsPositiveInfinity(lambda) ? w : lambda * w / ((w * w) + lambda);

    private static OffPolicyEstimate Shrunk(ReadOnlySpan<LoggedAction> log, double lambda)
    {
        double[] terms = new double[log.Length];
        for (int i = 0; i < log.Length; i++)
        {
            terms[i] = log[i].PredictedTargetValue + (Shrink(Weight(log[i]), lambda) * (log[i].Reward - log[i].PredictedReward));
        }
        return Mean(terms);
    }

    private static OffPolicyEstimate Mean(double[] terms)
    {
        if (terms.Length == 0)
        {
            return new(double.NaN, double.PositiveInfinity);
        }
        double mean = terms.Average(), squares = terms.Sum(t => (t - mean) * (t - mean));
        return new(mean, terms.Length > 1 ? Math.Sqrt(squares / (terms.Length - 1) / terms.Length) : double.PositiveInfinity);
    }
}
