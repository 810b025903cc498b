using System.CommandLine;
using Edge.Ctl.Appliance;
using Edge.Releases.ModelSigning;

namespace Edge.Ctl.Release;

/// <summary><c>edgectl release inspect DIR</c>: what a signature says, without trusting it.</summary>
internal static class ReleaseInspect
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> folder = ReleaseFolder.Argument();
        Option<string?> signature = ReleaseFolder.Signature();
        var command = new Command("inspect", "Shows what a signature says. It verifies nothing.") { folder, signature };
        command.SetAction(parsed =>
        {
            string file = ReleaseFolder.SignatureOf(parsed.GetRequiredValue(folder), parsed.GetValue(signature));
            SignedModel claimed = ModelSignature.Inspect(file);
            Console.WriteLine($"Not verified. {file} claims to be by {claimed.Signer}.");
            Console.WriteLine($"Model {claimed.Name}, digest {claimed.RootSha256}, {claimed.Resources.Count} files:");
            Listing.WriteTable(["SHA-256", "File"], claimed.Resources.Select(resource => (IReadOnlyList<string?>)[resource.Sha256, resource.Name]));
            return 0;
        });
        return command;
    }
}
