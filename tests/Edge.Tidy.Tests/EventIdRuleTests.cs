namespace Edge.Tidy.Tests;

public sealed class EventIdRuleTests
{
    private const string Path = "runtime/Edge.Runtime/Inbox/A.cs";

    [Fact]
    public void EventIdsTellTheirSlice() => Rules.Hold(EventIdRule.Violations(SourceTree.OfRepository));

    [Theory]
    [InlineData("class A { [LoggerMessage(2000, LogLevel.Information, \"x\")] void B(); }")]
    [InlineData("class A { [LoggerMessage(EventId = 999, Level = LogLevel.Information, Message = \"x\")] void B(); }")]
    [InlineData("class A { [LoggerMessage(LogLevel.Information, \"x\")] void B(); }")]
    [InlineData("class A { [LoggerMessage(1000, LogLevel.Debug, \"x\")] void B(); [LoggerMessage(1000, LogLevel.Debug, \"y\")] void C(); }")]
    public void Violations_ForeignMissingOrRepeatedId_Found(string text) => Assert.Single(EventIdRule.Violations(SourceTree.Of((Path, text))));

    [Theory]
    [InlineData("class A { [LoggerMessage(1000, LogLevel.Debug, \"x\")] void B(); [LoggerMessage(EventId = 1999, Level = LogLevel.Debug, Message = \"y\")] void C(); }")]
    public void Violations_OwnUniqueIds_NotFound(string text) => Assert.Empty(EventIdRule.Violations(SourceTree.Of((Path, text))));
}
