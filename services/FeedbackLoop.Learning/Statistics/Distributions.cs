namespace FeedbackLoop.Learning.Statistics;

/// <summary>The few distribution functions that the tests of this library need, to about twelve digits.</summary>
public static class Distributions
{
    /// <summary>P(Z &lt;= x) of the standard normal.</summary>
    public static double NormalCdf(double x) => 0.5 * ComplementaryError(-x / Math.Sqrt(2));

    /// <summary>The x with P(Z &lt;= x) = <paramref name="p"/>, 0 &lt; p &lt; 1: Newton's method on <see cref="NormalCdf"/>.</summary>
    public static double NormalQuantile(double p)
    {
        if (!(p > 0 && p < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "A probability strictly between 0 and 1 is needed.");
        }
        if (p > 0.5)
        {
            return -NormalQuantile(1 - p);
        }
        // Hastings' rational start (Abramowitz and Stegun 26.2.23), good to 4.5e-4.
        double t = Math.Sqrt(-2 * Math.Log(p));
        double x = -(t - ((2.515517 + (t * (0.802853 + (0.010328 * t)))) / (1 + (t * (1.432788 + (t * (0.189269 + (0.001308 * t))))))));
        for (int i = 0; i < 4; i++)
        {
            double density = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
            double step = (NormalCdf(x) - p) / density;
            x -= step / (1 + (x * step / 2)); // Halley's correction
        }
        return x;
    }

    /// <summary>P(X &gt; <paramref name="x"/>) of the chi-square with <paramref name="degrees"/> degrees of freedom.</summary>
    public static double ChiSquareTail(double x, double degrees) => x <= 0 ? 1 : UpperGamma(degrees / 2, x / 2);

    /// <summary>Asymptotic P(D &gt; d) of the two-sample Kolmogorov-Smirnov statistic with sample sizes n and m (Stephens' correction).</summary>
    public static double KolmogorovTail(double d, double n, double m)
    {
        double root = Math.Sqrt(n * m / (n + m)), lambda = (root + 0.12 + (0.11 / root)) * d;
        if (lambda < 0.2)
        {
            return 1;
        }
        double sum = 0;
        for (int k = 1; k <= 100; k++)
        {
            double term = Math.Exp(-2.0 * k * k * lambda * lambda);
            sum += (k % 2 == 1 ? 2 : -2) * term;
            if (term < 1e-16)
            {
                break;
            }
        }
        return Math.Clamp(sum, 0, 1);
    }

    /// <summary>ln Γ(x), x &gt; 0 (Lanczos, g = 7).</summary>
    public static double LogGamma(double x)
    {
        if (x < 0.5)
        {
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        }
        ReadOnlySpan<double> c =
        [
            0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
            -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
        ];
        x -= 1;
        double sum = c[0], t = x + 7.5;
        for (int i = 1; i < c.Length; i++)
        {
            sum += c[i] / (x + i);
        }
        return (0.5 * Math.Log(2 * Math.PI)) + ((x + 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    /// <summary>Regularised upper incomplete gamma Q(a, x): series below a + 1, continued fraction above (Lentz).</summary>
    public static double UpperGamma(double a, double x)
    {
        if (x <= 0)
        {
            return 1;
        }
        double front = Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
        if (x < a + 1)
        {
            double term = 1 / a, sum = term;
            for (int n = 1; n < 10_000 && Math.Abs(term) > Math.Abs(sum) * 1e-16; n++)
            {
                term *= x / (a + n);
                sum += term;
            }
            return 1 - (front * sum);
        }
        const double Tiny = 1e-300;
        double b = x + 1 - a, c = 1 / Tiny, d = 1 / b, h = d;
        for (int n = 1; n < 10_000; n++)
        {
            double an = -n * (n - a);
            b += 2;
            d = an * d + b;
            d = Math.Abs(d) < Tiny ? Tiny : d;
            c = b + (an / c);
            c = Math.Abs(c) < Tiny ? Tiny : c;
            d = 1 / d;
            double factor = d * c;
            h *= factor;
            if (Math.Abs(factor - 1) < 1e-15)
            {
                break;
            }
        }
        return front * h;
    }

    private static double ComplementaryError(double x) => x >= 0 ? UpperGamma(0.5, x * x) : 2 - UpperGamma(0.5, x * x);
}
