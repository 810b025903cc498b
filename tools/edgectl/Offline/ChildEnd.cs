using System.Globalization;
using Edge.Contracts;

namespace Edge.Ctl.Offline;

/// <summary>How the inference program ended.</summary>
/// <param name="ExitCode">Its exit code, 128 + N when signal N ended it; null when it did not end by itself.</param>
/// <param name="LastWords">The end of what it wrote to its standard error.</param>
internal sealed record ChildEnd(int? ExitCode, string LastWords)
{
    private const int SignalBase = 128;
    private const int QuotedCharactersMax = 400;

    /// <summary>True when no unit is to blame: the disk did not take a result.</summary>
    public bool IsDisk => ExitCode == InferenceExit.ScratchFailed;

    /// <summary>The end in words, to follow "the inference program".</summary>
    public string InWords => ExitCode switch
    {
        null => "closed its side of the protocol and was ended",
        InferenceExit.ScratchFailed => $"could not write its result{Quoted}",
        > SignalBase => string.Create(CultureInfo.InvariantCulture, $"was ended by signal {ExitCode - SignalBase}{Quoted}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"exited with code {ExitCode}{Quoted}"),
    };

    private string Quoted => LastWords.Length == 0
        ? string.Empty
        : $" ({LastWords.ReplaceLineEndings(" ")[Math.Max(0, LastWords.ReplaceLineEndings(" ").Length - QuotedCharactersMax)..]})";
}
