namespace Edge.Ctl.Evaluate;

/// <summary>One unit of one finding: what the model said and what is true.</summary>
/// <param name="Score">The model's score: a probability, or a volume in mL.</param>
/// <param name="Present">What the model said at its operating point.</param>
/// <param name="Truth">What is true.</param>
internal readonly record struct ScoredUnit(double Score, bool Present, bool Truth);
