using Edge.Contracts;
using Edge.Inference.Engine;
using Edge.Inference.Pipeline;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Protocol;

/// <summary>Answers questions about models that are not jobs: what a graph says of itself, and how a release's golden cases go stage by stage.</summary>
internal sealed class ModelQuestions(EngineSettings settings, TimeProvider time)
{
    /// <summary>Longest that all golden cases of a release may take: 30 minutes.</summary>
    private static readonly TimeSpan VerifyMax = TimeSpan.FromMinutes(30);

    /// <summary>Describes a graph.</summary>
    public ModelDescribedMessage Describe(DescribeModelMessage question)
    {
        try
        {
            using SessionOptions options = settings.ToSessionOptions();
            using var session = new InferenceSession(question.ModelPath, options);
            return new ModelDescribedMessage(GraphDescription.Of(session), null);
        }
        catch (OnnxRuntimeException exception)
        {
            return new ModelDescribedMessage(null, $"ONNX Runtime cannot load it: {exception.Message}");
        }
    }

    /// <summary>Runs every golden case of a release.</summary>
    /// <param name="question">The release.</param>
    /// <param name="tell">Told each case as it is done.</param>
    public ModelVerifiedMessage Verify(VerifyModelMessage question, Action<GoldenCaseReport> tell)
    {
        ModelIdentity identity = ReleaseGate.NameOnly(question.ModelDirectory, string.Empty);
        using var late = new CancellationTokenSource(VerifyMax, time);
        try
        {
            if (GoldenFile.Read(question.ModelDirectory, out string? problem) is not { } cases)
            {
                return new ModelVerifiedMessage(identity, null, problem);
            }

            string digest = ReleaseDigest.Compute(question.ModelDirectory);
            var loader = new ModelLoader(settings) { ChecksGoldenCases = false };
            using LoadedModel? model = loader.Load(question.ModelDirectory, digest, out identity, out string? refusal, late.Token);
            if (model is null)
            {
                return new ModelVerifiedMessage(identity, null, refusal);
            }

            var verification = new GoldenVerification(model, question.DumpDirectory is { } directory ? new StageDump(directory) : null);
            foreach (GoldenCase golden in cases.Cases)
            {
                tell(verification.Run(question.ModelDirectory, golden, late.Token));
            }

            return new ModelVerifiedMessage(identity, model.Engine, null);
        }
        catch (OperationCanceledException)
        {
            return new ModelVerifiedMessage(identity, null, $"The golden cases were not done within {VerifyMax.TotalMinutes} minutes. Give fewer or smaller ones.");
        }
        catch (NoRungException exception)
        {
            return new ModelVerifiedMessage(identity, null, exception.Message);
        }
        catch (OnnxRuntimeException exception)
        {
            return new ModelVerifiedMessage(identity, null, $"ONNX Runtime failed: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ModelVerifiedMessage(identity, null, $"The release cannot be read, or its values not be written: {exception.Message}");
        }
    }
}
