namespace Edge.Contracts;

/// <summary>
/// Most memory that the inference process had resident during each stage, in MiB (VmHWM of proc_pid_status(5), set back before each stage where the kernel
/// allows it, else the most since the process began). It counts what other loaded models hold; memory of a separate GPU does not count.
/// </summary>
/// <param name="ModelMiB">Loading the model; 0 when it was loaded already.</param>
/// <param name="LoadMiB">Reading, hashing and checking the inputs.</param>
/// <param name="PreprocessMiB">Pixels to tensor.</param>
/// <param name="InferMiB">The network alone.</param>
/// <param name="PostprocessMiB">Tensor to findings.</param>
public sealed record StagePeaks(double ModelMiB, double LoadMiB, double PreprocessMiB, double InferMiB, double PostprocessMiB);
