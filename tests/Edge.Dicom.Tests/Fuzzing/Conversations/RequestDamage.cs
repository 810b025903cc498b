using System.Buffers.Binary;

namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>Damage to an A-ASSOCIATE-RQ: titles, contexts, user information, and the lengths around them.</summary>
internal static class RequestDamage
{
    private const int TitleBytes = 16;
    private const int MostCopies = 200;

    private static readonly uint[] Lengths = [0, 1, 2, 7, 8, 9, 13, 4096, 0x7FFFFFFF, 0xFFFFFFFF];
    private static readonly ushort[] Lies = [0, 1, 3, 0x7FFF, 0xFFFE, 0xFFFF];
    private static readonly byte[] Types = [0x00, 0x10, 0x20, 0x21, 0x30, 0x40, 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0xFF];

    public static void Apply(WirePdu request, Random random)
    {
        WireItem? any = Any(request.Items, random);
        switch (random.Next(14))
        {
            case 0:
                request.Head[random.Next(request.Head.Length)] = (byte)random.Next(256);
                break;
            case 1:
                Title(request.Head, random);
                break;
            case 2:
                request.Head = request.Head[..random.Next(request.Head.Length)];
                break;
            case 3 when any is not null:
                any.Claimed = Lies[random.Next(Lies.Length)];
                break;
            case 4 when any is not null:
                any.Claimed = (ushort)(any.ToBytes().Length - 4 + random.Next(-3, 4));
                break;
            case 5 when any is not null:
                any.Type = Types[random.Next(Types.Length)];
                break;
            case 6 when any is not null:
                any.Head = HostileText.Pick(random);
                break;
            case 7 when any is { Head.Length: > 0 }:
                any.Head[random.Next(any.Head.Length)] = (byte)random.Next(256);
                break;
            case 8 when any is not null:
                any.Items.Clear();
                break;
            case 9 when any is not null:
                Holder(request.Items, any).Remove(any);
                break;
            case 10 when any is not null:
                Repeat(Holder(request.Items, any), any, random);
                break;
            case 11:
                UserItem(request, random);
                break;
            case 12:
                Shuffle(request.Items, random);
                break;
            default:
                Contexts(request, random);
                break;
        }
    }

    private static void Title(byte[] head, Random random)
    {
        byte[] title = HostileText.Pick(random);
        int at = 4 + (random.Next(2) * TitleBytes);
        if (head.Length >= at + TitleBytes)
        {
            head.AsSpan(at, TitleBytes).Fill((byte)' ');
            title.AsSpan(0, Math.Min(title.Length, TitleBytes)).CopyTo(head.AsSpan(at));
        }
    }

    /// <summary>Maximum length, class UID, operations window, role, extended negotiation, identity: each well or badly formed.</summary>
    private static void UserItem(WirePdu request, Random random)
    {
        byte[] number = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, Lengths[random.Next(Lengths.Length)]);
        byte[] text = HostileText.Pick(random);
        byte[] counted = [(byte)(text.Length >> 8), (byte)text.Length, .. text];
        WireItem item = random.Next(7) switch
        {
            0 => new WireItem(0x51, number, []),
            1 => new WireItem(0x52, text, []),
            2 => new WireItem(0x53, number, []),
            3 => new WireItem(0x54, [.. counted, 1, 1], []),
            4 => new WireItem(0x56, [.. counted, .. number], []),
            5 => new WireItem(0x58, [(byte)random.Next(6), 1, .. counted, .. counted], []),
            _ => new WireItem(0x55, text, []),
        };
        WireItem? user = request.Items.Find(one => one.Type == 0x50);
        (user?.Items ?? request.Items).Add(item);
    }

    /// <summary>Many contexts: all odd numbers, even ones, or one number again and again.</summary>
    private static void Contexts(WirePdu request, Random random)
    {
        WireItem? model = request.Items.Find(item => item.Type == 0x20 && item.Head.Length > 0);
        if (model is null)
        {
            return;
        }

        int kind = random.Next(3);
        for (int index = 0, count = random.Next(1, MostCopies); index < count; index++)
        {
            WireItem copy = model.Copy();
            copy.Head[0] = (byte)(kind switch { 0 => (2 * index) + 1, 1 => 2 * index, _ => model.Head[0] });
            request.Items.Insert(0, copy);
        }
    }

    private static void Repeat(List<WireItem> holder, WireItem item, Random random)
    {
        for (int count = random.Next(1, MostCopies); count > 0; count--)
        {
            holder.Add(item.Copy());
        }
    }

    private static void Shuffle(List<WireItem> items, Random random)
    {
        WireItem[] shuffled = [.. items];
        random.Shuffle(shuffled);
        items.Clear();
        items.AddRange(shuffled);
    }

    private static WireItem? Any(List<WireItem> items, Random random)
    {
        WireItem[] all = [.. items, .. items.SelectMany(item => item.Items)];
        return all.Length == 0 ? null : all[random.Next(all.Length)];
    }

    private static List<WireItem> Holder(List<WireItem> items, WireItem wanted) =>
        items.Find(item => item.Items.Contains(wanted))?.Items ?? items;
}
