using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Edge.Inference.Pipeline;

/// <summary>Writes the values of stages as NumPy files (format 1.0), for a maker to look at.</summary>
/// <param name="directory">Where to; it exists.</param>
internal sealed class StageDump(string directory)
{
    private const int HeaderAlignment = 64;
    private const int NameCharactersMax = 100;

    /// <summary>Writes one stage.</summary>
    /// <returns>The file, relative to the folder.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public string Write<T>(string name, int number, string stage, ReadOnlySpan<T> values, IReadOnlyList<long> shape)
        where T : unmanaged
    {
        string folder = Safe(name);
        Directory.CreateDirectory(Path.Combine(directory, folder));
        string file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number:00}-{Safe(stage)}.npy"));
        using FileStream stream = File.Create(Path.Combine(directory, file));
        stream.Write(Header(typeof(T) == typeof(byte) ? "|u1" : "<f4", shape));
        stream.Write(MemoryMarshal.AsBytes(values));
        return file;
    }

    private static byte[] Header(string type, IReadOnlyList<long> shape)
    {
        string sizes = string.Concat(shape.Select(size => string.Create(CultureInfo.InvariantCulture, $"{size}, ")));
        string text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sizes}), }}";
        const int Front = 10;
        int length = (Front + text.Length + 1 + HeaderAlignment - 1) / HeaderAlignment * HeaderAlignment;
        byte[] header = new byte[length];
        byte[] magic = [0x93, .. "NUMPY"u8, 1, 0];
        magic.CopyTo(header, 0);
        header[8] = (byte)((length - Front) & 0xFF);
        header[9] = (byte)((length - Front) >> 8);
        Encoding.ASCII.GetBytes(text.PadRight(length - Front - 1) + "\n").CopyTo(header, Front);
        return header;
    }

    /// <summary>What may stand in a file's name.</summary>
    private static string Safe(string name) =>
        new([.. name.Take(NameCharactersMax).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-' ? letter : '_')]);
}
