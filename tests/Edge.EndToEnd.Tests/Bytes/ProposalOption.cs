using System.Text;

namespace Edge.EndToEnd.Tests;

/// <summary>The option with which storescu proposes the transfer syntax that a file is in.</summary>
internal static class ProposalOption
{
    private const int MetaBytes = 4096;

    private static readonly Dictionary<string, string> Options = new()
    {
        ["1.2.840.10008.1.2"] = "-xi",
        ["1.2.840.10008.1.2.1"] = "-xe",
        ["1.2.840.10008.1.2.1.99"] = "-xd",
        ["1.2.840.10008.1.2.2"] = "-xb",
        ["1.2.840.10008.1.2.4.50"] = "-xy",
        ["1.2.840.10008.1.2.4.51"] = "-xx",
        ["1.2.840.10008.1.2.4.70"] = "-xs",
        ["1.2.840.10008.1.2.4.80"] = "-xt",
        ["1.2.840.10008.1.2.4.81"] = "-xu",
        ["1.2.840.10008.1.2.4.90"] = "-xv",
        ["1.2.840.10008.1.2.4.91"] = "-xw",
        ["1.2.840.10008.1.2.4.100"] = "-xm",
        ["1.2.840.10008.1.2.4.101"] = "-xh",
        ["1.2.840.10008.1.2.4.102"] = "-xn",
        ["1.2.840.10008.1.2.4.103"] = "-xl",
        ["1.2.840.10008.1.2.5"] = "-xr",
    };

    /// <summary>The option for a file, from (0002,0010) of its meta information; <c>-x=</c> where it has none or storescu knows none.</summary>
    public static string For(string path)
    {
        byte[] head = new byte[MetaBytes];
        using FileStream file = File.OpenRead(path);
        int count = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        int at = head.AsSpan(0, count).IndexOf("\u0002\0\u0010\0UI"u8);
        if (at < 0 || at + 8 >= count)
        {
            return "-x=";
        }

        int length = Math.Min(head[at + 6] | (head[at + 7] << 8), count - at - 8);
        string uid = Encoding.ASCII.GetString(head, at + 8, length).TrimEnd('\0', ' ');
        return Options.GetValueOrDefault(uid, "-x=");
    }
}
