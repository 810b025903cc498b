namespace Edge.Tidy.Tests;

public sealed class ScriptRuleTests
{
    [Fact]
    public void ScriptsStopAtTheFirstErrorAndAreExecutable() => Rules.Hold(ScriptRule.Violations(SourceTree.OfRepository));

    [Theory]
    [InlineData("tools/demo", "#!/usr/bin/env bash\nset -e\n")]
    [InlineData("tools/demo", "echo no shebang\n")]
    [InlineData("tools/models/train.py", "#!/usr/bin/env python\n")]
    public void Violations_LooseScript_Found(string path, string text) => Assert.Single(ScriptRule.Violations(SourceTree.Of((path, text))));

    [Theory]
    [InlineData("tools/demo", "#!/usr/bin/env bash\nset -euo pipefail\n")]
    [InlineData("tools/models/train.py", "import numpy\n")]
    public void Violations_StrictScript_NotFound(string path, string text) => Assert.Empty(ScriptRule.Violations(SourceTree.Of((path, text))));

    [Fact]
    public void Violations_NotExecutable_Found()
    {
        string folder = Directory.CreateTempSubdirectory("edge-tidy-").FullName;
        try
        {
            const string Text = "#!/usr/bin/env bash\nset -euo pipefail\n";
            File.WriteAllText(Path.Combine(folder, "demo"), Text);

            Assert.Contains("not executable", Assert.Single(ScriptRule.Violations(new SourceTree(folder, [new SourceFile("demo", Text)]))), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
