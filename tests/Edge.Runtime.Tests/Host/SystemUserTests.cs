using Edge.Runtime.Host;

namespace Edge.Runtime.Tests.Host;

public sealed class SystemUserTests
{
    [Fact]
    public void IdOf_Root_IsZero() => Assert.Equal(0u, SystemUser.IdOf("root"));

    [Fact]
    public void IdOf_NoSuchUser_SaysWhatToDo() =>
        Assert.Contains("updates.user", Assert.Throws<InvalidOperationException>(() => SystemUser.IdOf("nobody-of-that-name")).Message, StringComparison.Ordinal);
}
