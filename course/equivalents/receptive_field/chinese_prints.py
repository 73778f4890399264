"""Style: Chinese identifiers, a table printed on the way. 感受野。"""


def receptive_field(layers):
    感受野, 步距 = 1, 1
    print('层\t核\t步幅\t感受野')
    for 序号, (核, 步幅) in enumerate(layers, start=1):
        感受野 = 感受野 + (核 - 1) * 步距  # 每多一个位置，就多看步距那么远
        步距 = 步距 * 步幅
        print(f'{序号}\t{核}\t{步幅}\t{感受野}')
    return 感受野


if __name__ == '__main__':
    print(receptive_field([(3, 1), (3, 2), (3, 1)]))
