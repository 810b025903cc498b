using Edge.Inference.Pipeline;

namespace Edge.Inference.Engine;

/// <summary>How a rung did.</summary>
/// <param name="Model">The model, ready to serve; null when a gate refused.</param>
/// <param name="Refusal">Why a gate refused, with its name.</param>
/// <param name="IsFinal">True when the release is at fault, whatever the rung: no other need be tried.</param>
internal sealed record RungOutcome(LoadedModel? Model, string? Refusal, bool IsFinal)
{
    /// <summary>Every gate was passed.</summary>
    public static RungOutcome Passed(LoadedModel model) => new(model, null, IsFinal: false);

    /// <summary>A gate refused the rung.</summary>
    public static RungOutcome Refused(string reason) => new(null, reason, IsFinal: false);

    /// <summary>The release does not hold what its manifest says.</summary>
    public static RungOutcome RefusedRelease(string reason) => new(null, reason, IsFinal: true);
}
