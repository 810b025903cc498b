using System.Text;

namespace Edge.Contracts.Tests.Audit;

public sealed class AuditLineTests
{
    // Made with python3: json.dumps(members, separators=(",", ":")), and hashlib.sha256 of it; the time is as .NET writes it.
    private const string First =
        """{"sequence":1,"at":"2026-01-02T03:04:05+00:00","event":"Application Activity","type":"Application Start","who":"service:edge-runtime","what":"It \u00FCber \u0022x\u0022.","study":null,"outcome":"success","previous":"0000000000000000000000000000000000000000000000000000000000000000","hash":"HASH"}""";

    private static readonly AuditEntry Entry = new(
        1, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "Application Activity", "Application Start", "service:edge-runtime", "It über \"x\".", null, AuditOutcome.Success, AuditHead.NoHash, "");

    [Fact]
    public void Seal_KnownEntry_IsTheKnownLine()
    {
        (AuditEntry sealedEntry, byte[] line) = AuditLine.Seal(Entry);
        Assert.Equal(First.Replace("HASH", sealedEntry.Hash, StringComparison.Ordinal), Encoding.UTF8.GetString(line));
        Assert.Equal("c3c486f4babb8677bf5c9e370bdf159cf6c782cf4974c5be7e4464f0a02f0cb6", sealedEntry.Hash);
    }

    [Fact]
    public void Read_SealedLine_IsWhole()
    {
        (AuditEntry sealedEntry, byte[] line) = AuditLine.Seal(Entry);
        Assert.Null(AuditLine.Read(line, out AuditEntry? read));
        Assert.Equal(sealedEntry, read);
    }

    [Fact]
    public void Read_AnyByteChanged_IsFound()
    {
        (_, byte[] line) = AuditLine.Seal(Entry);
        for (int index = 0; index < line.Length; index++)
        {
            byte[] changed = [.. line];
            changed[index] ^= 1;
            Assert.NotNull(AuditLine.Read(changed, out _));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    public void Read_NoEntry_SaysSo(string text) => Assert.Equal("is no entry", AuditLine.Read(Encoding.UTF8.GetBytes(text), out _));
}
