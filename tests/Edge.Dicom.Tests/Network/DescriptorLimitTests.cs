using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

public sealed class DescriptorLimitTests
{
    /// <summary>The yardstick is what grep finds in the kernel's own table.</summary>
    [Fact]
    public async Task Read_ThisProcess_IsWhatTheKernelSays()
    {
        PeerProgram shell = await PeerProgram.RunAsync("/bin/sh", "-c", $"grep 'Max open files' /proc/{Environment.ProcessId}/limits");
        string soft = shell.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        Assert.Equal(soft == "unlimited" ? int.MaxValue : int.Parse(soft, System.Globalization.CultureInfo.InvariantCulture), DescriptorLimit.Read());
    }
}
