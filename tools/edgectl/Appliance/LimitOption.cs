using System.CommandLine;

namespace Edge.Ctl.Appliance;

/// <summary><c>--limit N</c> and <c>--all</c> of listing verbs.</summary>
internal sealed class LimitOption
{
    private const int Default = 200;

    private readonly Option<int> _limit = new("--limit")
    {
        Description = "How many at most, the latest first.",
        HelpName = "N",
        DefaultValueFactory = static _ => Default,
    };

    private readonly Option<bool> _all = new("--all") { Description = "All there are." };

    /// <summary>Adds them to a verb.</summary>
    public LimitOption(Command verb)
    {
        _limit.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--limit takes a number from 1 on.");
            }
        });
        verb.Add(_limit);
        verb.Add(_all);
    }

    /// <summary>How many were asked for.</summary>
    public int Of(ParseResult parsed) => parsed.GetValue(_all) ? int.MaxValue : parsed.GetValue(_limit);
}
