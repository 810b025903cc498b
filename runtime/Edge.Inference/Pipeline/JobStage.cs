namespace Edge.Inference.Pipeline;

/// <summary>Names of the stages of a job, as <see cref="Contracts.StageMessage"/> has them.</summary>
internal static class JobStage
{
    /// <summary>Loading the model, warm-up and golden cases; only in a job whose model is not loaded.</summary>
    public const string Model = "model";

    /// <summary>Reading, hashing and checking the inputs.</summary>
    public const string Load = "load";

    /// <summary>Pixels to tensor.</summary>
    public const string Preprocess = "preprocess";

    /// <summary>The network alone.</summary>
    public const string Infer = "infer";

    /// <summary>Tensor to findings.</summary>
    public const string Postprocess = "postprocess";

    /// <summary>Findings to DICOM objects; only where the manifest asks for some.</summary>
    public const string Objects = "objects";

    /// <summary>The result to disk.</summary>
    public const string Write = "write";
}
