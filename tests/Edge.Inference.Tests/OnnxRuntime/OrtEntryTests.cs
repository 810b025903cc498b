using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Tests.OnnxRuntime;

public sealed class OrtEntryTests
{
    [Fact]
    public void Entries_AreWhereTheHeaderHasThem()
    {
        Dictionary<string, int> entries = File.ReadLines(TestFolders.RequireShared("ort-api-entries.txt"))
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[1], parts => int.Parse(parts[0], CultureInfo.InvariantCulture));
        Assert.All(Enum.GetValues<OrtEntry>(), entry => Assert.Equal(entries[entry.ToString()], (int)entry));
    }

    [Fact]
    public void Version_IsTheLibrarys() => Assert.Matches(@"^1\.\d+\.\d+$", OrtEnv.Instance().GetVersionString());

    [Fact]
    public void AvailableProviders_HoldTheCpu() => Assert.Contains("CPUExecutionProvider", OrtEnv.Instance().GetAvailableProviders());
}
