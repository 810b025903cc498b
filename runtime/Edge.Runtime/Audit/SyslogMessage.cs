using System.Globalization;
using System.Text;
using Edge.Contracts;

namespace Edge.Runtime.Audit;

/// <summary>An audit entry as a syslog message (RFC 5424) with its length before it (RFC 5425 4.3), as PS3.15 A.6 has it.</summary>
internal static class SyslogMessage
{
    // Facility 10, security and authorization; severity 5, notice, and 4, warning (PS3.15 A.6, RFC 5424 6.2.1).
    private const int Facility = 10;
    private const int Notice = 5;
    private const int Warning = 4;

    private const string Application = "edge-runtime";
    private const string MessageId = "DICOM+RFC3881";

    // RFC 5424 7.3.1: it begins anew after its largest value.
    private const long LargestSequence = int.MaxValue;

    private const int HostLengthMax = 255;

    /// <summary>The message. Its sequenceId is the entry's sequence, by which a server that was sent one twice knows it.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="host">Name of this machine.</param>
    /// <param name="processId">This process.</param>
    public static byte[] Write(AuditEntry entry, string host, int processId)
    {
        int priority = (Facility * 8) + (entry.Outcome == AuditOutcome.Success ? Notice : Warning);
        string header = string.Create(
            CultureInfo.InvariantCulture,
            $"<{priority}>1 {entry.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Printable(host)} {Application} {processId} {MessageId} [meta sequenceId=\"{((entry.Sequence - 1) % LargestSequence) + 1}\"] ");

        // RFC 5424 6.4: what is UTF-8 begins with the byte order mark.
        byte[] message = [.. Encoding.ASCII.GetBytes(header), .. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(AuditMessage.Write(entry, host))];
        return [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{message.Length} ")), .. message];
    }

    private static string Printable(string host) => host.Length is > 0 and <= HostLengthMax && host.All(letter => letter is > ' ' and <= '~') ? host : "-";
}
