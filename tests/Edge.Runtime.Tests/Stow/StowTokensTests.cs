using Edge.Contracts;
using Edge.Runtime.Stow;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Runtime.Tests.Stow;

public sealed class StowTokensTests : IDisposable
{
    private readonly DataDirectory _data = new(Directory.CreateTempSubdirectory("edge-tokens-").FullName);

    [Fact]
    public void Make_Token_IsFoundAlsoAfterAStart()
    {
        string token = Tokens().Make("GATEWAY")!;
        Assert.Equal("GATEWAY", Tokens().Find(token));
        Assert.Null(Tokens().Find(token + "x"));
        Assert.Null(Tokens().Find(""));
    }

    [Fact]
    public void Make_File_HoldsNoTokenAndIsForItsOwnerAlone()
    {
        string token = Tokens().Make("GATEWAY")!;
        Assert.DoesNotContain(token, File.ReadAllText(_data.StowTokens), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_data.StowTokens));
    }

    [Fact]
    public void Make_SameNameAgain_ReplacesTheToken()
    {
        StowTokens tokens = Tokens();
        string first = tokens.Make("GATEWAY")!;
        string second = tokens.Make("GATEWAY")!;
        Assert.Null(tokens.Find(first));
        Assert.Equal("GATEWAY", tokens.Find(second));
        Assert.Single(tokens.List());
    }

    [Fact]
    public void Make_TooMany_IsRefused()
    {
        StowTokens tokens = Tokens();
        for (int index = 0; index < StowTokens.TokensMax; index++)
        {
            Assert.NotNull(tokens.Make($"S{index}"));
        }

        Assert.Null(tokens.Make("ONE_MORE"));
    }

    [Fact]
    public void Remove_Token_IsNoLongerFound()
    {
        StowTokens tokens = Tokens();
        string token = tokens.Make("GATEWAY")!;
        Assert.True(tokens.Remove("GATEWAY"));
        Assert.False(tokens.Remove("GATEWAY"));
        Assert.Null(tokens.Find(token));
        Assert.Null(Tokens().Find(token));
    }

    [Fact]
    public void Find_FileOpenToOthers_CountsNoToken()
    {
        string token = Tokens().Make("GATEWAY")!;
        File.SetUnixFileMode(_data.StowTokens, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Null(Tokens().Find(token));
    }

    [Theory]
    [InlineData("GATEWAY", true)]
    [InlineData("a-b_1", true)]
    [InlineData("", false)]
    [InlineData("SEVENTEEN-LETTERS", false)]
    [InlineData("A B", false)]
    [InlineData("A\\B", false)]
    public void IsName_LettersOfAnAeTitle_Pass(string name, bool isName) => Assert.Equal(isName, StowTokens.IsName(name));

    public void Dispose() => Directory.Delete(_data.Root, recursive: true);

    private StowTokens Tokens() => new(_data, new ManualTime(), NullLogger<StowTokens>.Instance);
}
