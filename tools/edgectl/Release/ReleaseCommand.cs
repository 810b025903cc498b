using System.CommandLine;

namespace Edge.Ctl.Release;

/// <summary><c>edgectl release</c>: keys, and the signatures of model releases.</summary>
internal static class ReleaseCommand
{
    public static Command Create()
    {
        var keys = new KeyFile();
        return new Command("release", "Keys and signed model releases; needs no appliance.")
        {
            ReleaseKeygen.Create(keys),
            ReleaseSign.Create(keys),
            ReleaseVerify.Create(),
            ReleaseInspect.Create(),
        };
    }
}
