using Edge.Inference.Engine;

namespace Edge.Inference.Tests.Engine;

public sealed class EngineKeyTests
{
    private static readonly EngineKeyParts Parts = new(
        "aa", "tensorrt-fp16", "1.30.0", "100300", "12060", "12060 R36", "Orin 8.7 16", new Dictionary<string, string> { ["b"] = "2", ["a"] = "é" }, "x:1;x:1");

    [Fact]
    public void Compute_KnownParts_IsTheHashOfTheDocumentedText()
    {
        // printf 'edge-engine-1\nrelease 2 aa\nrung 13 tensorrt-fp16\nonnxruntime 6 1.30.0\ntensorrt 6 100300\ncuda 5 12060\ndriver 9 12060 R36\n
        // gpu 11 Orin 8.7 16\nshapes 7 x:1;x:1\noption.a 2 é\noption.b 1 2\n' | sha256sum
        Assert.Equal("70cbccae08e86a199e2b2f44ac61749dc0fd72929d4f0264a2ae53da35406af4", EngineKey.Compute(Parts));
    }

    [Fact]
    public void Compute_AnyPartChanges_IsAnotherKey()
    {
        EngineKeyParts[] changed =
        [
            Parts with { ReleaseDigest = "ab" },
            Parts with { Rung = "tensorrt-fp32" },
            Parts with { OnnxRuntime = "1.30.1" },
            Parts with { TensorRt = "100400" },
            Parts with { Cuda = "13020" },
            Parts with { Driver = "12060 R36.4" },
            Parts with { Gpu = "Orin 8.7 14" },
            Parts with { Shapes = "x:1;x:2" },
            Parts with { Options = new Dictionary<string, string> { ["b"] = "2", ["a"] = "e" } },
            Parts with { Options = new Dictionary<string, string> { ["b"] = "2" } },
            Parts with { Options = new Dictionary<string, string> { ["b"] = "2", ["a"] = "é", ["c"] = "" } },

            // What one part loses and the next gains.
            Parts with { TensorRt = "100300\ncuda 5 12060", Cuda = "12060" },
        ];
        Assert.Equal(changed.Length + 1, changed.Append(Parts).Select(EngineKey.Compute).Distinct().Count());
    }

    [Fact]
    public void Compute_OptionsInAnotherOrder_IsTheSameKey() => Assert.Equal(
        EngineKey.Compute(Parts), EngineKey.Compute(Parts with { Options = new Dictionary<string, string> { ["a"] = "é", ["b"] = "2" } }));
}
