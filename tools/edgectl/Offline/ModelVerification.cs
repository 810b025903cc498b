using Edge.Contracts;

namespace Edge.Ctl.Offline;

/// <summary>How a release's golden cases went.</summary>
/// <param name="Model">The release.</param>
/// <param name="Engine">What ran it; null when nothing did.</param>
/// <param name="Refusal">Why it could not be verified; null when it was.</param>
/// <param name="Cases">Every case.</param>
internal sealed record ModelVerification(ModelIdentity Model, EngineUsed? Engine, string? Refusal, IReadOnlyList<GoldenCaseReport> Cases)
{
    /// <summary>True when every case agrees.</summary>
    public bool Agrees => Refusal is null && Cases.All(each => each.Diverges is null);
}
