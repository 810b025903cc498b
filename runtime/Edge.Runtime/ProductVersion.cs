using System.Reflection;

namespace Edge.Runtime;

/// <summary>The version of this program, stamped by the build.</summary>
internal static class ProductVersion
{
    /// <summary>Version, and the commit it was built from.</summary>
    public static string Current { get; } =
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
