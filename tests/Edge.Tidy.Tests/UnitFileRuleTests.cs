using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Edge.Tidy.Tests;

public sealed partial class UnitFileRuleTests
{
    private const string Systemd = "/usr/bin/systemd-analyze";

    [Fact]
    public void ServicesAreConfined() => Rules.Hold(UnitFileRule.Violations(SourceTree.OfRepository));

    [Fact]
    public void Violations_WithoutOomPolicy_Found()
    {
        SourceFile service = SourceTree.OfRepository.Files.Single(file => file.Name == "edge-runtime.service");

        Assert.Single(UnitFileRule.Violations(SourceTree.Of((service.Path, service.Text.Replace("OOMPolicy=continue\n", "", StringComparison.Ordinal)))));
    }

    [Fact]
    public async Task SystemdAcceptsTheServices()
    {
        Assert.SkipUnless(File.Exists(Systemd), "systemd-analyze is not installed here");
        foreach (SourceFile service in SourceTree.OfRepository.Files.Where(file => file.Name.EndsWith(".service", StringComparison.Ordinal)))
        {
            string folder = Directory.CreateTempSubdirectory("edge-tidy-").FullName;
            try
            {
                // The program of the unit is not installed here; systemd wants to see one.
                string copy = Path.Combine(folder, service.Name);
                await File.WriteAllTextAsync(copy, Program().Replace(service.Text, "ExecStart=/bin/true"), TestContext.Current.CancellationToken);
                using Process verify = Process.Start(new ProcessStartInfo(Systemd, ["verify", "--man=no", copy]) { RedirectStandardError = true })!;
                string errors = await verify.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
                await verify.WaitForExitAsync(TestContext.Current.CancellationToken);

                Assert.DoesNotContain(service.Name, errors, StringComparison.Ordinal);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    [GeneratedRegex("ExecStart=/opt/edge/app/[a-z/-]+(?= )")]
    private static partial Regex Program();
}
