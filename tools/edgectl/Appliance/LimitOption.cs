using System.CommandLine;

namespace Edge.Ctl.Appliance;

/// <summary><c>--limit N</c> of listing verbs.</summary>
internal static class LimitOption
{
    private const int Default = 200;
    private const int Most = 1000;

    /// <summary>The option: 1 to 1000, the latest first; default 200.</summary>
    public static Option<int> Create()
    {
        var limit = new Option<int>("--limit")
        {
            Description = $"How many at most, the latest first: 1 to {Most}.",
            HelpName = "N",
            DefaultValueFactory = static _ => Default,
        };
        limit.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > Most)
            {
                result.AddError($"--limit takes 1 to {Most}.");
            }
        });
        return limit;
    }
}
