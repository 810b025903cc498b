using System.Globalization;
using Edge.Contracts;

namespace Edge.Updater.Machine;

/// <summary>What the studies that a release has read in shadow say of it.</summary>
internal sealed class ShadowVerdict
{
    private const double Percentile = 0.95;

    private readonly ShadowPlan _plan;
    private readonly ShadowAgreement[] _studies;

    /// <summary>Takes them.</summary>
    /// <param name="plan">The bounds.</param>
    /// <param name="studies">Every study, those that were passed over too.</param>
    public ShadowVerdict(ShadowPlan plan, IEnumerable<ShadowStudy> studies)
    {
        _plan = plan;
        _studies = [.. studies.Select(static study => study.Agreement).OfType<ShadowAgreement>()];
        Disagreeing = _studies.Count(study => !Agrees(study));
    }

    /// <summary>Studies that were compared.</summary>
    public int Compared => _studies.Length;

    /// <summary>Studies that are compared before it is judged.</summary>
    public int Least => _plan.LeastStudies;

    /// <summary>Of those compared, those that disagree.</summary>
    public int Disagreeing { get; }

    /// <summary>True when there are enough.</summary>
    public bool IsEnough => Compared >= Least;

    /// <summary>Why it must not serve, with the figures; null while nothing speaks against it. That too many disagree is said as soon as no further study could change it.</summary>
    /// <param name="serves">What it is held against.</param>
    public string? WhyNot(string serves)
    {
        int allowed = (int)((decimal)_plan.DisagreeShareMax * Math.Max(Compared, Least));
        return Disagreeing > allowed ? $"{Disagreeing} of {Compared} studies disagree with {serves}; at most {allowed} may. {Figures()}"
            : IsEnough ? Slower() ?? Greater()
            : null;
    }

    /// <summary>How far it is, in a sentence.</summary>
    public string Progress() => $"{Compared} of {Least} studies compared, {Disagreeing} disagree. {Figures()}".TrimEnd();

    private bool Agrees(ShadowAgreement study) => study is { NotCompleted: null } && study.SameCall == study.Findings
        && !(study.Probability?.Figure > _plan.ProbabilityDifferenceMax)
        && !(study.Value?.Figure > _plan.ValueDifferenceMax)
        && !(study.Overlap?.Figure < _plan.OverlapMin);

    private string Figures()
    {
        var words = new List<string>();
        if (_studies.Sum(static study => study.Findings) is > 0 and var findings)
        {
            words.Add($"{_studies.Sum(static study => study.SameCall)} of {findings} findings have the same call");
        }

        Add("largest difference of a probability", _studies.Select(static study => study.Probability).MaxBy(static figure => figure?.Figure), _plan.ProbabilityDifferenceMax, "at most");
        Add("largest difference of a value", _studies.Select(static study => study.Value).MaxBy(static figure => figure?.Figure), _plan.ValueDifferenceMax, "at most");
        Add("least overlap", _studies.Select(static study => study.Overlap).OfType<LabelledFigure>().MinBy(static figure => figure.Figure), _plan.OverlapMin, "at least");
        string text = words.Count == 0 ? "" : char.ToUpperInvariant(words[0][0]) + string.Join("; ", words)[1..] + ".";
        return _studies.FirstOrDefault(static study => study.NotCompleted is not null)?.NotCompleted is { } why
            ? $"{text} {_studies.Count(static study => study.NotCompleted is not null)} came to no result: {why}".TrimStart()
            : text;

        void Add(string what, LabelledFigure? figure, double? bound, string side)
        {
            if (figure is not null)
            {
                words.Add(string.Create(CultureInfo.InvariantCulture, $"{what} {figure.Figure:0.###} ({figure.Label}; {side} {bound:0.###})"));
            }
        }
    }

    private string? Slower()
    {
        double was = P95(_studies.Select(static study => study.Was.Ms));
        double now = P95(_studies.Where(static study => study.Now is not null).Select(static study => study.Now!.Ms));
        return now > was * _plan.SlowdownMax
            ? string.Create(CultureInfo.InvariantCulture, $"95 of 100 jobs take up to {now:0} ms; with the release that serves it was {was:0} ms, and {_plan.SlowdownMax} times that is allowed.")
            : null;
    }

    private string? Greater()
    {
        double? was = _studies.Max(static study => study.Was.PeakMiB);
        double? now = _studies.Max(static study => study.Now?.PeakMiB);
        return now > was * _plan.MemoryGrowthMax
            ? string.Create(CultureInfo.InvariantCulture, $"A job has up to {now:0} MiB of memory; with the release that serves it was {was:0} MiB, and {_plan.MemoryGrowthMax} times that is allowed.")
            : null;
    }

    private static double P95(IEnumerable<double> times)
    {
        double[] ordered = [.. times.Order()];
        return ordered.Length == 0 ? 0 : ordered[(int)Math.Ceiling(Percentile * ordered.Length) - 1];
    }
}
