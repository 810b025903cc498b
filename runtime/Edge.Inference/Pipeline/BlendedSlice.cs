namespace Edge.Inference.Pipeline;

/// <summary>Receives one slice of an output that was blended of windows, before a step changes it.</summary>
/// <param name="tensor">The output.</param>
/// <param name="slice">Index along D.</param>
/// <param name="scores">Its scores, [C,H,W].</param>
internal delegate void BlendedSlice(string tensor, int slice, ReadOnlySpan<float> scores);
