namespace Edge.Contracts;

/// <summary>
/// Asks for a release's golden cases, stage by stage. The release need not pass them to be looked at, but its manifest and graph must be sound. A
/// <see cref="GoldenCaseMessage"/> comes for each case, then a <see cref="ModelVerifiedMessage"/>.
/// </summary>
/// <param name="ModelDirectory">Release directory of the model.</param>
/// <param name="DumpDirectory">A directory within the scratch directory for the values of every stage, as .npy; null: none are written.</param>
public sealed record VerifyModelMessage(string ModelDirectory, string? DumpDirectory) : RuntimeMessage;

/// <summary>Asks what an ONNX file says of itself; a <see cref="ModelDescribedMessage"/> comes.</summary>
/// <param name="ModelPath">Absolute path of the file.</param>
public sealed record DescribeModelMessage(string ModelPath) : RuntimeMessage;

/// <summary>One golden case is done.</summary>
/// <param name="Report">How it ended.</param>
public sealed record GoldenCaseMessage(GoldenCaseReport Report) : InferenceMessage;

/// <summary>Every golden case is done, or the release could not be loaded.</summary>
/// <param name="Model">The release, as far as it could be read.</param>
/// <param name="Engine">What ran it; null when nothing did.</param>
/// <param name="Refusal">Why it could not be verified; null when it was.</param>
public sealed record ModelVerifiedMessage(ModelIdentity Model, EngineUsed? Engine, string? Refusal) : InferenceMessage;

/// <summary>What a graph says of itself.</summary>
/// <param name="Description">Its inputs and outputs; null when it could not be read.</param>
/// <param name="Refusal">Why it could not be read; null when it could.</param>
public sealed record ModelDescribedMessage(ModelDescription? Description, string? Refusal) : InferenceMessage;
