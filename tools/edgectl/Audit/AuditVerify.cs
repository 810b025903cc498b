using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Audit;

/// <summary><c>edgectl audit verify</c>: is every entry there, and as it was written?</summary>
internal static class AuditVerify
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var verb = new Command("verify", "Checks every entry against its hash and the entry before it, and names the first that is broken. Exit code 1 where one is.");
        var folder = new AuditFolder(verb);
        var head = new Option<string?>("--head")
        {
            Description = "SEQUENCE:HASH that was seen earlier, as central operations have it in each heartbeat: tells a tail that was cut.",
            HelpName = "HEAD",
        };
        head.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !AuditHead.TryParse(text, out _))
            {
                result.AddError($"'{text}' is no head. Write SEQUENCE:HASH with 64 lower-case hexadecimal digits, as edgectl audit verify prints it.");
            }
        });
        Option<bool> json = ApplianceOptions.Json();
        verb.Add(head);
        verb.Add(json);
        verb.SetAction((parsed, cancellation) =>
        {
            AuditHead? known = parsed.GetValue(head) is { } text && AuditHead.TryParse(text, out AuditHead given) ? given : null;
            AuditVerification found = AuditChain.Verify(folder.Of(parsed), known, cancellationToken: cancellation);
            if (parsed.GetValue(json))
            {
                Listing.WriteJson(found, EdgeJson.Default.AuditVerification);
            }
            else
            {
                Write(found);
            }

            return Task.FromResult(found.IsWhole ? 0 : 1);
        });
        return verb;
    }

    private static void Write(AuditVerification found)
    {
        Console.WriteLine($"{found.Entries} entries in {found.Files} files, from entry {found.First} on. Head: {found.Head}");
        if (found.Break is { } broken)
        {
            string where = broken.Line > 0 ? $"{broken.File} line {broken.Line}, entry {broken.Sequence}" : $"entry {broken.Sequence}";
            Console.WriteLine($"BROKEN at {where}: {broken.Reason}");
            Console.WriteLine("Keep a copy of the directory for those who answer for security. An appliance that runs may be writing its last line: verify once more before you raise an alarm.");
        }
        else
        {
            Console.WriteLine("Whole: every entry is there and as it was written. Keep the head elsewhere: against it a tail that is cut later is seen.");
        }
    }
}
