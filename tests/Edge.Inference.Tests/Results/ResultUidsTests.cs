using Edge.Inference.Results;

namespace Edge.Inference.Tests.Results;

public sealed class ResultUidsTests
{
    // python3: h = bytearray(hashlib.sha256(b"edge-uid-1\n" + 32 * b"a" + b"\nsr").digest()[:16]); h[6] = h[6] & 15 | 128; h[8] = h[8] & 63 | 128
    // "2.25." + str(int.from_bytes(h, "big"))
    [Fact]
    public void Of_AName_IsTheHashThatTheDocumentationDefines() =>
        Assert.Equal("2.25.177598553082769301166485295599497368566", new ResultUids(new string('a', 32)).Of("sr"));

    [Fact]
    public void OfDevice_SplitsSiteAndDevice() => Assert.NotEqual(ResultUids.OfDevice("a", "bc"), ResultUids.OfDevice("ab", "c"));
}
