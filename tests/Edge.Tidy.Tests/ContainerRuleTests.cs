namespace Edge.Tidy.Tests;

public sealed class ContainerRuleTests
{
    private const string Good = "FROM ubuntu:22.04 AS one\nWORKDIR /here\nUSER edge\nCMD [\"run\"]\n";

    [Fact]
    public void DockerfilesHoldTheRules() => Rules.Hold(ContainerRule.Violations(SourceTree.OfRepository));

    [Fact]
    public void Violations_SoundFile_NotFound() => Assert.Empty(Of(Good));

    [Theory]
    [InlineData("FROM ubuntu AS one\nUSER edge\nCMD [\"run\"]", "DL3006")]
    [InlineData("FROM ubuntu:latest AS one\nUSER edge\nCMD [\"run\"]", "DL3006")]
    [InlineData("FROM ${BASE} AS one\nUSER edge\nCMD [\"run\"]", "DL3006")]
    [InlineData("FROM ubuntu:22.04 AS one\nWORKDIR here\nUSER edge\nCMD [\"run\"]", "DL3000")]
    [InlineData("FROM ubuntu:22.04 AS one\nCMD [\"run\"]", "DL3002")]
    [InlineData("FROM ubuntu:22.04 AS one\nUSER edge\nUSER root\nCMD [\"run\"]", "DL3002")]
    [InlineData("FROM ubuntu:22.04 AS one\nUSER edge\nCMD run", "DL3025")]
    [InlineData("FROM ubuntu:22.04 AS one\nADD a /b\nUSER edge\nCMD [\"run\"]", "DL3020")]
    [InlineData("FROM ubuntu:22.04 AS one\nUSER edge\nEXPOSE 70000\nCMD [\"run\"]", "DL3011")]
    [InlineData("FROM ubuntu:22.04 AS one\nCOPY nothing /b\nUSER edge\nCMD [\"run\"]", "COPY nothing, which is not in the repository")]
    [InlineData("FROM ubuntu:22.04 AS one\nCOPY --from=two /a /b\nUSER edge\nCMD [\"run\"]", "DL3022")]
    [InlineData("FROM ubuntu:22.04 AS one\nRUN apt-get install -y x && rm -rf /var/lib/apt/lists/*\nUSER edge\nCMD [\"run\"]", "DL3015")]
    [InlineData("FROM ubuntu:22.04 AS one\nRUN apt-get install --no-install-recommends x \\\n && rm -rf /var/lib/apt/lists/*\nUSER edge\nCMD [\"run\"]", "DL3014")]
    [InlineData("FROM ubuntu:22.04 AS one\nRUN apt-get install -y --no-install-recommends x\nUSER edge\nCMD [\"run\"]", "DL3009")]
    [InlineData("FROM ubuntu:22.04 AS one\nRUN cd /here\nUSER edge\nCMD [\"run\"]", "DL3003")]
    [InlineData("FROM ubuntu:22.04 AS one\nRUN a | b\nUSER edge\nCMD [\"run\"]", "DL4006")]
    [InlineData("FROM ubuntu:22.04 AS one\nRUN pip3 install --no-cache-dir cmake\nUSER edge\nCMD [\"run\"]", "DL3013")]
    [InlineData("FROM ubuntu:22.04 AS one\nRUN pip3 install cmake==3\nUSER edge\nCMD [\"run\"]", "DL3042")]
    [InlineData("FROM ubuntu:22.04 AS one\nRUN git clone https://example.org/x.git\nUSER edge\nCMD [\"run\"]", "git clone without")]
    [InlineData("FROM ubuntu:22.04 AS one\nRUN git clone --branch main https://example.org/x.git\nUSER edge\nCMD [\"run\"]", "git clone without")]
    public void Violations_LooseFile_Found(string text, string rule) => Assert.Contains(rule, Assert.Single(Of(text)), StringComparison.Ordinal);

    private static string[] Of(string text) => [.. ContainerRule.Violations(SourceTree.Of(("Dockerfile.made", text)))];
}
