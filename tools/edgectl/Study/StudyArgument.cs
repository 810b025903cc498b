using System.CommandLine;

namespace Edge.Ctl.Study;

/// <summary>The argument UID of verbs on one study.</summary>
internal static class StudyArgument
{
    /// <summary>The argument.</summary>
    public static Argument<string> Create() => new("UID") { Description = "Study Instance UID (0020,000D)." };
}
