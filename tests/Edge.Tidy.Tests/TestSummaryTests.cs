using System.Diagnostics;

namespace Edge.Tidy.Tests;

/// <summary>tools/test must not pass when a test project failed, crashed, or ran nothing.</summary>
public sealed class TestSummaryTests
{
    [Theory]
    [InlineData(0, "<test name='a' result='Pass' time='0.1'/><test name='b' result='Skip' time='0'><reason>absent</reason></test>", 0, "1 passed, 0 failed, 1 skipped")]
    [InlineData(2, "<test name='a' result='Fail' time='0.1'><failure><message>no</message></failure></test>", 1, "0 passed, 1 failed, 0 skipped")]
    [InlineData(134, "<test name='a' result='Pass' time='0.1'/>", 1, "1 passed, 1 failed, 0 skipped")]
    [InlineData(8, "", 1, "0 passed, 1 failed, 0 skipped")]
    [InlineData(134, null, 1, "0 passed, 1 failed, 0 skipped")]
    [InlineData(124, "<test name='a' result='Pass'", 1, "0 passed, 1 failed, 0 skipped")]
    public async Task Summary_OfOneProject_CountsWhatHappened(int exitCode, string? tests, int expectedExitCode, string expectedLine)
    {
        string folder = Directory.CreateTempSubdirectory("edge-tidy-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "A.Tests.exit"), $"{exitCode}\n", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "A.Tests.log"), "what it said", TestContext.Current.CancellationToken);
            if (tests is not null)
            {
                string report = tests.EndsWith("'Pass'", StringComparison.Ordinal) ? tests : $"<assemblies><assembly><collection>{tests}</collection></assembly></assemblies>";
                await File.WriteAllTextAsync(Path.Combine(folder, "A.Tests.xml"), report, TestContext.Current.CancellationToken);
            }

            using Process summary = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(SourceTree.OfRepository.Root, "tools", "test_summary.py"), folder, "A.Tests"])
            {
                RedirectStandardOutput = true,
            })!;
            string output = await summary.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await summary.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.Equal(expectedLine, output.TrimEnd('\n').Split('\n')[^1]);
            Assert.Equal(expectedExitCode, summary.ExitCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
