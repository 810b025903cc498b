using System.CommandLine;
using System.Text;
using Edge.Contracts;

namespace Edge.Ctl.Audit;

/// <summary><c>edgectl audit export</c>: the entries as JSON lines, or as the audit messages of PS3.15 A.5.</summary>
internal static class AuditExport
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var verb = new Command("export", "Prints all entries, the oldest first: the lines as they are, which verify elsewhere too, or one XML audit message of DICOM PS3.15 a line.");
        var folder = new AuditFolder(verb);
        var dicom = new Option<bool>("--dicom") { Description = "XML audit messages (PS3.15 A.5.1) in place of the lines." };
        var from = new Option<long>("--from") { Description = "First entry.", HelpName = "N", DefaultValueFactory = static _ => 1 };
        verb.Add(dicom);
        verb.Add(from);
        verb.SetAction(parsed =>
        {
            using Stream output = Console.OpenStandardOutput();
            foreach ((AuditEntry entry, byte[] line) in AuditEntries.All(folder.Of(parsed)).Where(one => one.Entry.Sequence >= parsed.GetValue(from)))
            {
                output.Write(parsed.GetValue(dicom) ? Encoding.UTF8.GetBytes(AuditMessage.Write(entry, Environment.MachineName)) : line);
                output.WriteByte((byte)'\n');
            }

            return 0;
        });
        return verb;
    }
}
