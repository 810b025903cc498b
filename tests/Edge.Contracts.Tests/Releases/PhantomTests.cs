using System.Diagnostics;

namespace Edge.Contracts.Tests.Releases;

public sealed class PhantomTests
{
    /// <summary>The phantoms of the golden cases and of the demonstration come out of their seeds as they are committed.</summary>
    [Fact]
    public async Task Phantoms_DrawnAnewFromTheirSeeds_EqualTheCommittedOnes()
    {
        using Process check = new()
        {
            StartInfo = new ProcessStartInfo("/usr/bin/python3", [RepositoryRoot.Find("tools/models/check_phantoms.py")])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        check.StartInfo.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        check.Start();
        Task<string> errors = check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await check.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(check.ExitCode == 0, $"It needs python3-numpy and python3-pydicom. {output} {await errors}");
    }
}
