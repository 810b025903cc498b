using System.Text;
using System.Xml.Linq;
using Edge.Contracts;
using Edge.Runtime.Audit;

namespace Edge.Runtime.Tests.Audit;

/// <summary>RFC 5424 6 and RFC 5425 4.3: header, byte order mark, and the length before it in octets.</summary>
public sealed class SyslogMessageTests
{
    [Theory]
    [InlineData(AuditOutcome.Success, 85, 7, 7)]
    [InlineData(AuditOutcome.MinorFailure, 84, int.MaxValue + 1L, 1)]
    public void Write_Entry_IsFramedAndHeadedAsTheStandardsHaveIt(AuditOutcome outcome, int priority, long sequence, int sequenceId)
    {
        var entry = new AuditEntry(
            sequence, new DateTimeOffset(2026, 1, 2, 4, 4, 5, 678, TimeSpan.FromHours(1)), AuditKind.Login.Event, AuditKind.Login.Type, "user:anna", "Grüße & <b>", null, outcome, AuditHead.NoHash, AuditHead.NoHash);
        byte[] frame = SyslogMessage.Write(entry, "edge-3", 42);
        int space = Array.IndexOf(frame, (byte)' ');
        byte[] message = frame[(space + 1)..];
        Assert.Equal(message.Length, int.Parse(Encoding.ASCII.GetString(frame, 0, space), System.Globalization.CultureInfo.InvariantCulture));
        string text = Encoding.UTF8.GetString(message);
        string header = $"<{priority}>1 2026-01-02T03:04:05.678Z edge-3 edge-runtime 42 DICOM+RFC3881 [meta sequenceId=\"{sequenceId}\"] \uFEFF";
        Assert.StartsWith(header, text, StringComparison.Ordinal);
        Assert.Equal("Grüße & <b>", XDocument.Parse(text[header.Length..]).Root!.Element("EventIdentification")!.Element("EventOutcomeDescription")!.Value);
    }

    /// <summary>Characters that XML 1.0 2.2 does not allow: a peer may have put them into what is quoted.</summary>
    [Fact]
    public void Write_CharactersThatXmlHasNot_AreReplaced()
    {
        const string quoted = "a\uFFFFb\u0001c\uD800d\uDC00e \U0001F600";
        var entry = new AuditEntry(1, DateTimeOffset.UnixEpoch, AuditKind.Login.Event, null, quoted, quoted, quoted, AuditOutcome.Success, AuditHead.NoHash, AuditHead.NoHash);
        string text = Encoding.UTF8.GetString(SyslogMessage.Write(entry, "edge-3", 1));
        XElement message = XDocument.Parse(text[text.IndexOf("<AuditMessage", StringComparison.Ordinal)..]).Root!;
        const string expected = "a?b?c?d?e \U0001F600";
        Assert.Equal(expected, message.Element("EventIdentification")!.Element("EventOutcomeDescription")!.Value);
        Assert.Equal(expected, message.Element("ActiveParticipant")!.Attribute("UserID")!.Value);
        Assert.Equal(expected, message.Element("ParticipantObjectIdentification")!.Attribute("ParticipantObjectID")!.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("gerät")]
    public void Write_HostThatIsNone_IsNil(string host)
    {
        var entry = new AuditEntry(1, DateTimeOffset.UnixEpoch, AuditKind.Login.Event, null, "a", "b", null, AuditOutcome.Success, AuditHead.NoHash, AuditHead.NoHash);
        Assert.Contains("Z - edge-runtime", Encoding.UTF8.GetString(SyslogMessage.Write(entry, host, 1)), StringComparison.Ordinal);
    }
}
