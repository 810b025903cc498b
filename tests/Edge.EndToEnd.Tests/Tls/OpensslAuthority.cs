using System.Globalization;

namespace Edge.EndToEnd.Tests;

/// <summary>A certificate authority made with openssl, as docs/tls.md has it.</summary>
internal sealed class OpensslAuthority
{
    private const string Curve = "ec_paramgen_curve:P-256";

    private readonly string _folder;

    private OpensslAuthority(string folder) => _folder = folder;

    private string Root => Path.Combine(_folder, "ca.crt");

    public static async Task<OpensslAuthority> MakeAsync(string folder, CancellationToken cancellationToken)
    {
        var authority = new OpensslAuthority(folder);
        await RunAsync(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", Curve, "-nodes", "-days", "3650", "-subj", "/CN=Test CA", "-addext",
                "keyUsage=critical,keyCertSign,cRLSign", "-keyout", authority.File("ca.key"), "-out", authority.Root,
            ],
            cancellationToken);
        return authority;
    }

    /// <summary>Makes a certificate for loopback.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="use">Extended key usage: <c>serverAuth</c>, <c>clientAuth</c> or both.</param>
    /// <param name="days">How long it holds; 0 or less: it has ended already.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TlsFiles> IssueAsync(string name, string use, int days, CancellationToken cancellationToken)
    {
        string extensions = File($"{name}.ext");
        await System.IO.File.WriteAllTextAsync(extensions, $"subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage={use}\n", cancellationToken);
        await RunAsync(
            ["req", "-newkey", "ec", "-pkeyopt", Curve, "-nodes", "-subj", $"/CN={name}", "-keyout", File($"{name}.key"), "-out", File($"{name}.csr")],
            cancellationToken);
        await RunAsync(
            [
                "x509", "-req", "-in", File($"{name}.csr"), "-CA", Root, "-CAkey", File("ca.key"), "-CAcreateserial",
                "-days", days.ToString(CultureInfo.InvariantCulture), "-extfile", extensions, "-out", File($"{name}.crt"),
            ],
            cancellationToken);
        return new TlsFiles(File($"{name}.crt"), File($"{name}.key"), Root);
    }

    private static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        Outcome made = await Tool.RunAsync("openssl", "openssl", arguments, cancellationToken);
        Assert.True(made.ExitCode == 0, $"openssl {string.Join(' ', arguments)}: {made.Errors}");
    }

    private string File(string name) => Path.Combine(_folder, name);
}
