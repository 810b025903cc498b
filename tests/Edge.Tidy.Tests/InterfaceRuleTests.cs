namespace Edge.Tidy.Tests;

public sealed class InterfaceRuleTests
{
    [Fact]
    public void AnInterfaceHasTwoProductionImplementations() => Rules.Hold(InterfaceRule.Violations(SourceTree.OfRepository));

    [Fact]
    public void Violations_SecondImplementationIsATestDouble_Found() =>
        Assert.Single(InterfaceRule.Violations(SourceTree.Of(
            ("runtime/IStore.cs", "interface IStore<T>;"), ("runtime/Store.cs", "class Store : IStore<int>;"), ("tests/FakeStore.cs", "class FakeStore : IStore<int>;"))));

    [Fact]
    public void Violations_TwoImplementations_NotFound() =>
        Assert.Empty(InterfaceRule.Violations(SourceTree.Of(
            ("runtime/IStore.cs", "interface IStore;"), ("runtime/Disk.cs", "class Disk : IStore;"), ("runtime/Memory.cs", "record Memory : Storage.IStore;"))));
}
