using System.Runtime.InteropServices;

namespace Edge.Inference.Confinement;

/// <summary>Writes the classic BPF program that seccomp runs on each system call (linux/seccomp.h, linux/filter.h).</summary>
internal static class SeccompFilter
{
    private const ushort LoadWordAbsolute = 0x20;
    private const ushort JumpEqual = 0x15;
    private const ushort JumpGreaterOrEqual = 0x35;
    private const ushort Return = 0x06;
    private const uint Allow = 0x7FFF0000;
    private const uint RefuseWithPermissionError = 0x00050001;
    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;

    /// <summary>Numbers from here on are the x32 ABI's names for the same calls.</summary>
    private const uint X32Bit = 0x40000000;

    /// <summary>
    /// A program that answers EPERM to a foreign architecture, to the x32 ABI and to each refused number, and allows the rest.
    /// </summary>
    public static Instruction[] Build(SeccompArchitecture architecture)
    {
        var program = new List<Instruction>
        {
            new(LoadWordAbsolute, 0, 0, ArchitectureOffset),
            new(JumpEqual, 1, 0, architecture.AuditValue),
            new(Return, 0, 0, RefuseWithPermissionError),
            new(LoadWordAbsolute, 0, 0, NumberOffset),
            new(JumpGreaterOrEqual, 0, 1, X32Bit),
            new(Return, 0, 0, RefuseWithPermissionError),
        };
        foreach (uint number in architecture.Refused)
        {
            program.Add(new(JumpEqual, 0, 1, number));
            program.Add(new(Return, 0, 0, RefuseWithPermissionError));
        }

        program.Add(new(Return, 0, 0, Allow));
        return [.. program];
    }

    /// <summary>struct sock_filter.</summary>
    /// <param name="Code">What to do.</param>
    /// <param name="JumpTrue">Instructions to pass over when the test holds.</param>
    /// <param name="JumpFalse">Instructions to pass over when it does not.</param>
    /// <param name="Value">Operand.</param>
    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct Instruction(ushort Code, byte JumpTrue, byte JumpFalse, uint Value);
}
