using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Names and values of provider options as the C functions take them.</summary>
internal static unsafe class ProviderOptionText
{
    /// <summary>Calls an update function with every pair.</summary>
    /// <exception cref="OnnxRuntimeException">A name is not known, or a value is not one of its.</exception>
    public static void Update(OrtEntry entry, nint options, IReadOnlyDictionary<string, string> pairs)
    {
        nint[] keys = [.. pairs.Keys.Select(Marshal.StringToCoTaskMemUTF8)];
        nint[] values = [.. pairs.Values.Select(Marshal.StringToCoTaskMemUTF8)];
        try
        {
            fixed (nint* key = keys, value = values)
            {
                OrtApi.UpdateProviderOptions(entry, options, (byte**)key, (byte**)value, (nuint)keys.Length);
            }
        }
        finally
        {
            foreach (nint text in keys.Concat(values))
            {
                Marshal.FreeCoTaskMem(text);
            }
        }
    }
}
