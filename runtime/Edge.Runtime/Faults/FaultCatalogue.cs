using System.Reflection;

namespace Edge.Runtime.Faults;

/// <summary>Every fault the runtime can raise. docs/faults.md is written from it, and a test holds the two together.</summary>
internal static partial class FaultCatalogue
{
    /// <summary>All of them, by area, in the order in which they are declared.</summary>
    public static IReadOnlyList<Fault> All() =>
    [
        .. typeof(FaultCatalogue).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<Fault>(),
    ];
}
