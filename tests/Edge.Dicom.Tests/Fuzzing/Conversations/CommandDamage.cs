using System.Buffers.Binary;

namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>Damage to a command set: fields missing, repeated, of the wrong length, with values that nobody agreed on (PS3.7 E.1).</summary>
internal static class CommandDamage
{
    private const int MostBallast = 20_000;

    private static readonly ushort[] Fields =
        [0x0000, 0x0001, 0x0010, 0x0020, 0x0021, 0x0030, 0x0100, 0x0110, 0x0130, 0x0140, 0x0150, 0x0FFF, 0x8001, 0x8030, 0xFFFF];

    private static readonly ushort[] Elements =
        [0x0000, 0x0002, 0x0003, 0x0100, 0x0110, 0x0120, 0x0600, 0x0700, 0x0800, 0x0900, 0x0902, 0x1000, 0x1001, 0x1008, 0x1030, 0x1031, 0xFFFF];

    private static readonly uint[] Lies = [0, 1, 3, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF];

    public static void Apply(List<WirePdu> pdus, Random random)
    {
        WireValue[] commands = [.. pdus.SelectMany(pdu => pdu.Values).Where(value => value.IsCommand)];
        if (commands.Length == 0)
        {
            return;
        }

        WireValue command = commands[random.Next(commands.Length)];
        List<WireElement> elements = WireElement.ReadAll(command.Bytes);
        if (elements.Count > 0)
        {
            Damage(elements, random);
            bool isTrue = random.Next(4) > 0;
            command.Bytes = [.. elements.SelectMany(element => element.ToBytes())];
            if (isTrue)
            {
                StateLength(command.Bytes);
            }
        }
    }

    private static void Damage(List<WireElement> elements, Random random)
    {
        int at = random.Next(elements.Count);
        WireElement element = elements[at];
        switch (random.Next(11))
        {
            case 0:
                elements.RemoveAt(at);
                break;
            case 1:
                elements.Insert(random.Next(elements.Count + 1), element);
                break;
            case 2:
                elements[at] = element with { Claimed = Lies[random.Next(Lies.Length)] };
                break;
            case 3:
                elements[at] = element with { Value = HostileText.Pick(random) };
                break;
            case 4:
                elements[at] = element with { Value = [(byte)random.Next(256), (byte)random.Next(256)] };
                break;
            case 5:
                elements[at] = element with { Group = (ushort)random.Next(0x10000) };
                break;
            case 6:
                elements[at] = element with { Element = Elements[random.Next(Elements.Length)] };
                break;
            case 7:
                Replace(elements, 0x0100, Fields[random.Next(Fields.Length)]);
                break;
            case 8:
                // 0101H says that no data set follows, anything else that one does.
                Replace(elements, 0x0800, (ushort)(random.Next(2) == 0 ? 0x0101 : random.Next(0x10000)));
                break;
            case 9:
                Replace(elements, 0x0110, (ushort)random.Next(0x10000));
                break;
            default:
                elements.Add(new WireElement(0, Elements[random.Next(Elements.Length)], new byte[random.Next(MostBallast)]));
                break;
        }
    }

    private static void Replace(List<WireElement> elements, ushort element, ushort value)
    {
        int at = elements.FindIndex(one => one.Element == element);
        var replaced = new WireElement(0, element, [(byte)value, (byte)(value >> 8)]);
        if (at < 0)
        {
            elements.Add(replaced);
        }
        else
        {
            elements[at] = replaced;
        }
    }

    /// <summary>Makes (0000,0000) true again, so that what comes after it is looked at.</summary>
    private static void StateLength(byte[] bytes)
    {
        if (bytes.Length >= 12 && BinaryPrimitives.ReadUInt64LittleEndian(bytes) == 4UL << 32)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), bytes.Length - 12);
        }
    }
}
