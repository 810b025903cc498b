using System.CommandLine;

namespace Edge.Ctl.User;

/// <summary><c>edgectl user</c>: who may sign in to the page.</summary>
internal static class UserCommand
{
    /// <summary>The verbs.</summary>
    public static Command Create() => new("user", "Who may sign in to the page.")
    {
        UserAdd.Create(), UserList.Create(), UserPassword.Create(), UserRemove.Create(),
    };
}
