using System.CommandLine;

namespace Edge.Ctl.Maintenance;

/// <summary><c>edgectl backup FILE</c>: configuration, users, keys, index and audit log of a running appliance.</summary>
internal static class BackupVerb
{
    /// <summary>The verb.</summary>
    public static Command Create() => FileVerb.Create(
        new Command("backup", "Writes configuration, users, keys, index and audit log of a running appliance into a file. It holds secrets; images and results are not in it: copy inbox/ and results/ besides."),
        "v1/backup",
        "backup.tar.gz");
}
